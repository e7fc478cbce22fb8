// expect: refused
// finding: belongs to the race detector
// R3: a hook of the runtime.
#include "tests/attacks/gate/task.h"

namespace __tsan {
bool OnReport(const void*, bool) { return true; }
}

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
