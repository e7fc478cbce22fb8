// expect: refused
// finding: belongs to the C library
// F8: a function of the C library.
#include "tests/attacks/gate/task.h"

extern "C" void* malloc(unsigned long) { return nullptr; }

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
