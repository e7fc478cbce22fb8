// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: put together by the preprocessor.
#include "tests/attacks/gate/task.h"

#define PASTE(a, b) a##b
#define HIDE __attribute__((PASTE(no_san, itize)("thread")))

namespace lockstep {

HIDE void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
