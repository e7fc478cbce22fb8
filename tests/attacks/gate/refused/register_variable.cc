// expect: refused
// finding: not needed for this exercise
// R7: reads the stack pointer by name.
#include "tests/attacks/gate/task.h"

register long top __asm__("rsp");

namespace lockstep {

int sum_up_to(int n) { return top == 0 ? 0 : n * (n + 1) / 2; }

}  // namespace lockstep
