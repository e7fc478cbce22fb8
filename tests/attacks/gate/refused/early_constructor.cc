// expect: refused
// finding: with a priority runs out of turn
// F15: before other initialisers.
#include "tests/attacks/gate/task.h"

__attribute__((constructor(101))) static void first() {}

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
