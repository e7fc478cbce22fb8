// expect: refused
// finding: a call of a fixed address
// R11: calls an address without a name.
#include "tests/attacks/gate/task.h"

namespace lockstep {

int sum_up_to(int n) {
  if (n < 0) reinterpret_cast<void (*)()>(0x401000)();
  return n * (n + 1) / 2;
}

}  // namespace lockstep
