// expect: refused
// finding: belongs to the grader
// F10: declares a function of the harness.
#include "tests/attacks/gate/task.h"

namespace lockstep::harness {
void completed();
}

namespace lockstep {

int sum_up_to(int n) {
  harness::completed();
  return n * (n + 1) / 2;
}

}  // namespace lockstep
