// SPDX-License-Identifier: MIT
// The contract of an exercise made for the gate's tests.
#ifndef TESTS_ATTACKS_GATE_TASK_H_
#define TESTS_ATTACKS_GATE_TASK_H_

#include <atomic>

namespace lockstep {

// 1 + 2 + ... + n, found in whatever way; n from 0 to 1000.
int sum_up_to(int n);

// Sets the flag to 1 and wakes whoever sleeps in flag.wait(0). Only some files define it.
void wake(std::atomic<int>& flag);

}  // namespace lockstep

#endif  // TESTS_ATTACKS_GATE_TASK_H_
