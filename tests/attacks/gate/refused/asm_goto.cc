// expect: refused
// finding: hides your code
// R7: a jump in assembler.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  asm goto("" : : : : done);
done:
  return n * (n + 1) / 2;
}

}  // namespace lockstep
