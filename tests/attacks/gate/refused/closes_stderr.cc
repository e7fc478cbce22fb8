// expect: refused
// finding: dup2 is not needed for this exercise and works on files
// R13: turns the report into nothing.
#include "tests/attacks/gate/task.h"

#include <unistd.h>

namespace lockstep {

int sum_up_to(int n) {
  dup2(1, 2);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
