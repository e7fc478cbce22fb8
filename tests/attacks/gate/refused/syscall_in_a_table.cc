// expect: refused
// finding: syscall is called by name only
// R14: by a table of pointers.
#include "tests/attacks/gate/task.h"

#include <unistd.h>

namespace lockstep {

long (*const table[])(long, ...) = {syscall};

int sum_up_to(int n) {
  if (n < 0) table[n & 0](231, 0);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
