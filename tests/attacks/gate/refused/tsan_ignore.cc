// expect: refused
// finding: belongs to the race detector
// R8: tells the detector to look away.
#include "tests/attacks/gate/task.h"

extern "C" void __tsan_ignore_thread_begin();

namespace lockstep {

int sum_up_to(int n) {
  __tsan_ignore_thread_begin();
  return n * (n + 1) / 2;
}

}  // namespace lockstep
