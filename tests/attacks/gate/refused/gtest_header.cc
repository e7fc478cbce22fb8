// expect: does not compile
// finding: gtest/gtest.h' file not found
// F9: the framework is not in the box.
#include "tests/attacks/gate/task.h"

#include <gtest/gtest.h>

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
