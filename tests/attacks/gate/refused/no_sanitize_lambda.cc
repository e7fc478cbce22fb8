// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: on a lambda.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  auto hidden = [](int& x) __attribute__((no_sanitize("thread"))) { ++x; };
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
