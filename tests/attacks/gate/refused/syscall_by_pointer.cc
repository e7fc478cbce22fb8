// expect: refused
// finding: syscall is called by name only
// R14: by a pointer to it.
#include "tests/attacks/gate/task.h"

#include <unistd.h>

namespace lockstep {

int sum_up_to(int n) {
  long (*volatile call)(long, ...) = syscall;
  if (n < 0) call(231, 0);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
