// expect: refused
// finding: could end the process before the claim is decided
// F14: a handler for uncaught exceptions.
#include "tests/attacks/gate/task.h"

#include <exception>

namespace lockstep {

int sum_up_to(int n) {
  std::set_terminate([] { __builtin_trap(); });
  return n * (n + 1) / 2;
}

}  // namespace lockstep
