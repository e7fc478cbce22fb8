// expect: refused
// finding: no_sanitize hides your code from the race detector
// R6: an older spelling that clang still knows.
#include "tests/attacks/gate/task.h"

namespace lockstep {

[[gnu::__no_sanitize_thread__]] void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
