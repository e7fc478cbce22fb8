// expect: does not compile
// finding: file not found
// M7: the terminal.
#include "tests/attacks/gate/task.h"

#include "/dev/stdin"

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
