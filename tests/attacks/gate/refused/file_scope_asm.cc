// expect: refused
// finding: assembler hides your code
// R7: a whole function in assembler.
#include "tests/attacks/gate/task.h"

asm(".globl helper\nhelper: ret");

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
