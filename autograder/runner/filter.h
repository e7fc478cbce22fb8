// SPDX-License-Identifier: MIT
// System call filters, as programs that the kernel runs (struct sock_filter[], in bytes).
#ifndef AUTOGRADER_RUNNER_FILTER_H_
#define AUTOGRADER_RUNNER_FILTER_H_

#include <string>

#include "autograder/runner/allowance.h"

namespace lockstep {

// The outer filter: in force before the program is started, so it must let the program start. It
// refuses what no exercise needs and what reaches far into the kernel. Without namespaces
// (`own_root` is false) it refuses changing files, too. Throws std::system_error.
std::string outer_filter(const Allowance& allowance, bool own_root);

// The inner filter: loaded by the harness when ThreadSanitizer has started and before any
// initialiser of a student runs. Lets through only what the exercise may use. Throws
// std::system_error.
std::string inner_filter(const Allowance& allowance);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_FILTER_H_
