// expect: refused
// finding: a calling convention of its own
// R7: a convention that the runtime does not keep.
#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((preserve_all)) void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
