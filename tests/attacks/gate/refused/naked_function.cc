// expect: refused
// finding: hides your code
// R7: a function without the compiler's own code.
#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((naked)) void hidden() { asm("ret"); }

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
