// expect: refused
// finding: not needed for this exercise
// F10: guesses a helper of the claims.
#include "tests/attacks/gate/task.h"

namespace lockstep {

void expect_sum(int);

int sum_up_to(int n) {
  expect_sum(n);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
