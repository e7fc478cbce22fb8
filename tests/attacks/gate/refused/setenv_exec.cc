// expect: refused
// finding: not needed for this exercise
// R12: starts itself again with other options for the detector.
#include "tests/attacks/gate/task.h"

#include <stdlib.h>
#include <unistd.h>

namespace lockstep {

int sum_up_to(int n) {
  setenv("TSAN_OPTIONS", "report_bugs=0", 1);
  execl("/proc/self/exe", "x", nullptr);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
