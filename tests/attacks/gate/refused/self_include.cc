// expect: does not compile
// finding: nested too deeply
// M6: includes itself.
#include "tests/attacks/gate/task.h"

#include "self_include.cc"

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
