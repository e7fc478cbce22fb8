// expect: refused
// finding: starts processes
// F11: a child does the tests.
#include "tests/attacks/gate/task.h"

#include <unistd.h>

namespace lockstep {

int sum_up_to(int n) { return fork() == 0 ? 0 : n * (n + 1) / 2; }

}  // namespace lockstep
