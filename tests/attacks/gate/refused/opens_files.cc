// expect: refused
// finding: works on files
// H7: the same by the system's own call.
#include "tests/attacks/gate/task.h"

#include <fcntl.h>

namespace lockstep {

int sum_up_to(int n) { return ::open("/proc/self/maps", O_RDONLY) < 0 ? 0 : n * (n + 1) / 2; }

}  // namespace lockstep
