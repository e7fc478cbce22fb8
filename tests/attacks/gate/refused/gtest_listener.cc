// expect: refused
// finding: belongs to GoogleTest
// F9: uses the framework by declaring what it needs.
#include "tests/attacks/gate/task.h"

namespace testing {
class UnitTest {
 public:
  static UnitTest* GetInstance();
};
}  // namespace testing

namespace lockstep {

int sum_up_to(int n) {
  return testing::UnitTest::GetInstance() == nullptr ? 0 : n * (n + 1) / 2;
}

}  // namespace lockstep
