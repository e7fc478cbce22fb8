// expect: refused
// finding: section
// F15: sections by a pragma.
#include "tests/attacks/gate/task.h"

#pragma clang section bss = "my_bss"
int shared;

namespace lockstep {

int sum_up_to(int n) {
  shared = n;
  return n * (n + 1) / 2;
}

}  // namespace lockstep
