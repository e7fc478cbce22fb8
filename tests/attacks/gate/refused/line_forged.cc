// expect: does not compile
// finding: error
// H6: a diagnostic that names another file.
#include "tests/attacks/gate/task.h"

#line 1 "/grader/RESULT: passed"
#error passed

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
