// expect: refused
// finding: could reach the grader
// H8: looks at its callers.
#include "tests/attacks/gate/task.h"

#include <execinfo.h>

namespace lockstep {

int sum_up_to(int n) {
  void* frames[9];
  return backtrace(frames, 9) == 0 ? 0 : n * (n + 1) / 2;
}

}  // namespace lockstep
