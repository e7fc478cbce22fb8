// expect: accepted
// R16: asks whether the detector is there. All runs that count have it, so this buys nothing.
#include "tests/attacks/gate/task.h"

#include <mutex>

namespace lockstep {

std::mutex mutex;

int sum_up_to(int n) {
#if __has_feature(thread_sanitizer)
  std::lock_guard lock(mutex);
#endif
  return n * (n + 1) / 2;
}

}  // namespace lockstep
