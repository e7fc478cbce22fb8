// expect: does not compile
// finding: file not found
// H1: a solution, up from the folder.
#include "tests/attacks/gate/task.h"

#include "../../../solutions/semaphore/semaphore.cc"

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
