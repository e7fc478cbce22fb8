// expect: accepted
// Nothing unusual: the least there is.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
