// expect: does not compile
// finding: file not found
// H1: by include_next and a macro.
#include "tests/attacks/gate/task.h"

#define PATH "tests/base/together.h"
#include_next PATH

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
