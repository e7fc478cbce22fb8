// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: without debug information there is no line to name, but the function is still seen.
#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((nodebug, no_sanitize("thread"))) void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
