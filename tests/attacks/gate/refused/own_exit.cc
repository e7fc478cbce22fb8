// expect: refused
// finding: belongs to the C library
// F8: an exit of its own.
#include "tests/attacks/gate/task.h"

extern "C" void exit(int) { for (;;) { volatile int x = 0; (void)x; } }

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
