// expect: refused
// finding: hides your code
// R17: an atomic operation that the detector does not know.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  static int shared;
  __atomic_fetch_max(&shared, n, __ATOMIC_RELAXED);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
