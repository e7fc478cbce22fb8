// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: under the name of a function that the compiler makes unmarked.
#include "tests/attacks/gate/task.h"

namespace lockstep {

extern "C" __attribute__((no_sanitize("thread"), nodebug)) void _ZTW1x(int* x) { ++*x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  _ZTW1x(&sum);
  return sum;
}

}  // namespace lockstep
