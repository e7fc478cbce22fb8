// expect: refused
// finding: #line changes the names of files
// H6: claims to be another file.
#include "tests/attacks/gate/task.h"

#line 1 "RESULT: passed"

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
