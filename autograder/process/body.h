// SPDX-License-Identifier: MIT
// What the process of a body does in a trial.
#ifndef AUTOGRADER_PROCESS_BODY_H_
#define AUTOGRADER_PROCESS_BODY_H_

#include <functional>

#include "autograder/process/supervise.h"

namespace lockstep::process {

// Runs the body under the trial's plan and reports to the descriptor, then ends the process: what
// it inherited is not cleaned up, as it belongs to the process that forked it.
[[noreturn]] void run_body(const std::function<void()>& body, const Trial& trial, int report_fd);

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_BODY_H_
