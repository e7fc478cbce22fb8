// expect: refused
// finding: belongs to the C library
// F8: a thread function of its own.
#include "tests/attacks/gate/task.h"

#include <pthread.h>
extern "C" int pthread_mutex_lock(pthread_mutex_t*) noexcept { return 0; }

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
