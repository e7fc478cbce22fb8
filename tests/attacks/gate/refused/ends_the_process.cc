// expect: refused
// finding: could end the process before the claim is decided
// F15: leaves with success.
#include "tests/attacks/gate/task.h"

#include <cstdlib>

namespace lockstep {

int sum_up_to(int) { std::_Exit(0); }

}  // namespace lockstep
