// SPDX-License-Identifier: MIT
// What most attack files share: attempt() is made before main(), and the answers are right only if
// it achieved something. So a jail with a hole shows as a pass that was not expected.
#ifndef TESTS_ATTACKS_RUN_ATTEMPT_H_
#define TESTS_ATTACKS_RUN_ATTEMPT_H_

#include <mutex>

#include "tests/attacks/run/tally.h"

// Defined by the file that includes this. True when the attack achieved something.
bool attempt();

namespace lockstep {

static const bool achieved = attempt();
static std::mutex mutex;
static int sum = 0;

void add(int n) {
  const std::lock_guard lock(mutex);
  if (achieved) sum += n;
}

int total() {
  const std::lock_guard lock(mutex);
  return sum;
}

}  // namespace lockstep

#endif  // TESTS_ATTACKS_RUN_ATTEMPT_H_
