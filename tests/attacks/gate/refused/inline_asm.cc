// expect: refused
// finding: assembler hides your code
// R7: an access in assembler.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  asm volatile("incl %0" : "+m"(sum));
  return sum;
}

}  // namespace lockstep
