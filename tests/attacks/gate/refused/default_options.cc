// expect: refused
// finding: belongs to the race detector
// R1: sets the detector's options.
#include "tests/attacks/gate/task.h"

extern "C" const char* __tsan_default_options() { return "report_bugs=0"; }

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
