// expect: refused
// finding: belongs to the race detector
// R9: the detector's real mutex functions, unseen by the explorer.
#include "tests/attacks/gate/task.h"

int lock(void*) asm("__interceptor_pthread_mutex_lock");

namespace lockstep {

int sum_up_to(int n) {
  static long mutex[8];
  lock(mutex);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
