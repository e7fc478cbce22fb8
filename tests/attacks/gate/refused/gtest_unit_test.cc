// expect: refused
// finding: belongs to GoogleTest
// F7: a method of the test framework.
#include "tests/attacks/gate/task.h"

namespace testing {
struct UnitTest {
  int Run();
};
int UnitTest::Run() { return 0; }
}  // namespace testing

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
