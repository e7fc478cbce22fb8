// expect: refused
// finding: belongs to the race detector
// R4: changes the exit code.
#include "tests/attacks/gate/task.h"

namespace __tsan {
int OnFinalize(bool) { return 0; }
}

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
