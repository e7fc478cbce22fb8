// expect: refused
// finding: belongs to the race detector
// R8: makes up an order between threads.
#include "tests/attacks/gate/task.h"

extern "C" void __tsan_acquire(void*);
extern "C" void __tsan_release(void*);

namespace lockstep {

int sum_up_to(int n) {
  __tsan_release(&n);
  __tsan_acquire(&n);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
