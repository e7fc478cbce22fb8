// expect: refused
// finding: an attribute adds code
// R7: places for code to be patched in.
#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((patchable_function_entry(8))) void hidden(int& x) { ++x; }

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2 - 1;
  hidden(sum);
  return sum;
}

}  // namespace lockstep
