// expect: refused
// finding: assembler hides your code
// R7: even an empty piece of assembler is a barrier that the detector does not know.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  asm volatile("" ::: "memory");
  return n * (n + 1) / 2;
}

}  // namespace lockstep
