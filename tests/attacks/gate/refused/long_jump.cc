// expect: refused
// finding: could jump over the grader
// F13: leaves the test sideways.
#include "tests/attacks/gate/task.h"

#include <csetjmp>

namespace lockstep {

jmp_buf place;

int sum_up_to(int n) {
  if (setjmp(place) != 0) return 0;
  return n * (n + 1) / 2;
}

}  // namespace lockstep
