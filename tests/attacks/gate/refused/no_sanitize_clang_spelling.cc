// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: the C++ spelling.
#include "tests/attacks/gate/task.h"

namespace lockstep {

[[clang::no_sanitize("thread")]] void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
