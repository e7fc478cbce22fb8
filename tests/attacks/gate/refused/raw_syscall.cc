// expect: refused
// finding: syscall is not needed for this exercise, except for futex
// R14: ends the process by number.
#include "tests/attacks/gate/task.h"

#include <sys/syscall.h>
#include <unistd.h>

namespace lockstep {

int sum_up_to(int n) {
  if (n < 0) syscall(SYS_exit_group, 0);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
