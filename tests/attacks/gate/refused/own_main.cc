// expect: refused
// finding: main belongs to the grader
// F5: a main of its own.
#include "tests/attacks/gate/task.h"

int main() { return 0; }

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
