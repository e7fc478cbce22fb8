// expect: refused
// finding: not needed for this exercise
// H8: where the caller is.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) { return __builtin_return_address(0) == nullptr ? 0 : n * (n + 1) / 2; }

}  // namespace lockstep
