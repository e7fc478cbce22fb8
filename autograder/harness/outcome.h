// SPDX-License-Identifier: MIT
// Carries the explorer's outcomes from a claim's process to the runner.
#ifndef AUTOGRADER_HARNESS_OUTCOME_H_
#define AUTOGRADER_HARNESS_OUTCOME_H_

namespace lockstep::harness {

// From now on each outcome of the explorer other than a pass is told through the channel.
void tell_explorer_outcomes();

// Whether one was told.
bool told_an_outcome();

}  // namespace lockstep::harness

#endif  // AUTOGRADER_HARNESS_OUTCOME_H_
