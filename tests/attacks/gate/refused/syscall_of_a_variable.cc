// expect: refused
// finding: syscall is not needed for this exercise, except for futex
// R14: the number is only known at run time.
#include "tests/attacks/gate/task.h"

#include <unistd.h>

namespace lockstep {

int sum_up_to(int n) {
  static volatile long number = 202;
  if (n < 0) syscall(number);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
