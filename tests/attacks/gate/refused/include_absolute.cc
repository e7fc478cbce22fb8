// expect: does not compile
// finding: file not found
// H1: a file of the machine.
#include "tests/attacks/gate/task.h"

#include "/etc/passwd"

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
