// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: a pragma puts the attribute on all functions.
#include "tests/attacks/gate/task.h"

#pragma clang attribute push(__attribute__((no_sanitize("thread"))), apply_to = function)
void hidden(int& x) { ++x; }
#pragma clang attribute pop

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
