// expect: refused
// finding: gives orders to the linker
// F15: asks for a library.
#include "tests/attacks/gate/task.h"

#pragma comment(lib, "dl")

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
