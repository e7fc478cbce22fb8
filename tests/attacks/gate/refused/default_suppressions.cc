// expect: refused
// finding: belongs to the race detector
// R2: suppresses all reports.
#include "tests/attacks/gate/task.h"

extern "C" const char* __tsan_default_suppressions() { return "race:*"; }

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
