// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: another attribute with the same effect.
#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((disable_sanitizer_instrumentation)) void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
