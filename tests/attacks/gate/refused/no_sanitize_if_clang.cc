// expect: refused
// finding: no_sanitize hides your code from the race detector
// R15: only the deciding compiler sees it, which is the one that builds.
#include "tests/attacks/gate/task.h"

#ifdef __clang__
#define HIDE __attribute__((no_sanitize("thread")))
#else
#define HIDE
#endif

namespace lockstep {

HIDE void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
