// expect: refused
// finding: with a priority runs out of turn
// F15: an object before others.
#include "tests/attacks/gate/task.h"

struct First {
  First();
};
First::First() {}
__attribute__((init_priority(101))) First first;

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
