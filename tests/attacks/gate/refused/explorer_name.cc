// expect: refused
// finding: belongs to the grader
// F10: declares a function of the explorer.
#include "tests/attacks/gate/task.h"

extern "C" char* lockstep_tdata_begin();

namespace lockstep {

int sum_up_to(int n) { return *lockstep_tdata_begin() ? 0 : n * (n + 1) / 2; }

}  // namespace lockstep
