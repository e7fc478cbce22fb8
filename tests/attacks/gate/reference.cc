// SPDX-License-Identifier: MIT
// Defines the whole contract: what the gate is to leave visible is taken from here.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) { return n * (n + 1) / 2; }

void wake(std::atomic<int>& flag) {
  flag = 1;
  flag.notify_all();
}

}  // namespace lockstep
