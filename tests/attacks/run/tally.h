// SPDX-License-Identifier: MIT
// The contract of an exercise that exists only to be attacked: a sum to which many threads add.
#ifndef TESTS_ATTACKS_RUN_TALLY_H_
#define TESTS_ATTACKS_RUN_TALLY_H_

namespace lockstep {

// Adds n. Any number of threads may call it at the same time.
void add(int n);

// The sum of all that was added.
int total();

}  // namespace lockstep

#endif  // TESTS_ATTACKS_RUN_TALLY_H_
