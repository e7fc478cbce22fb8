// expect: refused
// finding: belongs to the race detector
// R9: a weak reference by an attribute.
#include "tests/attacks/gate/task.h"

static void look_away() __attribute__((weakref("__tsan_ignore_thread_begin")));

namespace lockstep {

int sum_up_to(int n) {
  if (look_away != nullptr) look_away();
  return n * (n + 1) / 2;
}

}  // namespace lockstep
