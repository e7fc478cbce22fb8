// expect: refused
// finding: bytes at once hides your code
// R6: the same by a wide integer.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  static unsigned _BitInt(256) shared;
  shared = n * (n + 1) / 2;
  return static_cast<int>(shared);
}

}  // namespace lockstep
