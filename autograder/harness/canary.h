// SPDX-License-Identifier: MIT
// A data race made on purpose, to see that the race detector of this process still speaks.
#ifndef AUTOGRADER_HARNESS_CANARY_H_
#define AUTOGRADER_HARNESS_CANARY_H_

namespace lockstep::harness {

// Two threads write to the same memory and nothing that it sees orders them. Tells the runner the
// address, which nobody could know before; a report of a race there must reach the runner. To be
// called outside of any run of the explorer, at most twice.
void make_canary();

}  // namespace lockstep::harness

#endif  // AUTOGRADER_HARNESS_CANARY_H_
