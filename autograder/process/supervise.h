// SPDX-License-Identifier: MIT
// Makes one trial: forks the process of the body, watches it and what it makes, and says what came
// of them.
#ifndef AUTOGRADER_PROCESS_SUPERVISE_H_
#define AUTOGRADER_PROCESS_SUPERVISE_H_

#include <functional>

#include "autograder/explorer/result.h"
#include "autograder/process/core/trouble.h"

namespace lockstep::process {

struct Trial {
  const Plan& plan;
  bool record = false;  // every call is told in the trace
  bool leaves_nothing = true;
};

struct TrialEnd {
  explorer::Result result;  // outcome, message, trace
  bool met = false;         // the failure or the death of the plan has come
};

// Blocks until no process of the trial is left. Throws std::system_error when our part fails.
TrialEnd supervise(const std::function<void()>& body, const Trial& trial);

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_SUPERVISE_H_
