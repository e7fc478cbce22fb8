// expect: refused
// finding: belongs to the race detector
// R5: replaces the functions that note an access.
#include "tests/attacks/gate/task.h"

extern "C" void __tsan_read4(void*) {}
extern "C" void __tsan_write4(void*) {}

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
