// expect: refused
// finding: belongs to the race detector
// R13: sends reports elsewhere.
#include "tests/attacks/gate/task.h"

extern "C" void __sanitizer_set_report_fd(void*);

namespace lockstep {

int sum_up_to(int n) {
  __sanitizer_set_report_fd(nullptr);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
