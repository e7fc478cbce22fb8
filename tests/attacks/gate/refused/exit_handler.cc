// expect: refused
// finding: could end the process before the claim is decided
// F4: a handler at the end.
#include "tests/attacks/gate/task.h"

#include <stdlib.h>
#include <unistd.h>

namespace lockstep {

int sum_up_to(int n) {
  atexit([] { _exit(0); });
  return n * (n + 1) / 2;
}

}  // namespace lockstep
