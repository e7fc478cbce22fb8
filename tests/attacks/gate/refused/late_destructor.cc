// expect: refused
// finding: with a priority runs out of turn
// F4: a destructor after others.
#include "tests/attacks/gate/task.h"

__attribute__((destructor(101))) static void last() {}

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
