// SPDX-License-Identifier: MIT
// Takes from this process what the exercise does not need, for ever.
#ifndef AUTOGRADER_HARNESS_SEAL_H_
#define AUTOGRADER_HARNESS_SEAL_H_

namespace lockstep::harness {

// Reads the rules from kRulesFd and puts them in force, for all threads. To be called after
// ThreadSanitizer has started, which needs more than a student's code does, and before any
// initialiser. Ends the process when that fails.
void seal_process();

}  // namespace lockstep::harness

#endif  // AUTOGRADER_HARNESS_SEAL_H_
