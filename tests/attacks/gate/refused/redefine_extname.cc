// expect: refused
// finding: belongs to the race detector
// R9: a pragma renames.
#include "tests/attacks/gate/task.h"

#pragma redefine_extname harmless __tsan_ignore_thread_begin
extern "C" void harmless();

namespace lockstep {

int sum_up_to(int n) {
  harmless();
  return n * (n + 1) / 2;
}

}  // namespace lockstep
