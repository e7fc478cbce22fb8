// expect: refused
// finding: bytes at once hides your code
// R6: ten bytes are an odd size, too.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  static long double shared;
  shared = n * (n + 1) / 2;
  return static_cast<int>(shared);
}

}  // namespace lockstep
