// expect: refused
// finding: belongs to GoogleTest
// F6: a strong definition in place of a comparison of the tests.
#include "tests/attacks/gate/task.h"

namespace testing::internal {
struct AssertionResult {};
template <class A, class B>
int CmpHelperEQ(const char*, const char*, const A&, const B&);
template <>
int CmpHelperEQ<int, int>(const char*, const char*, const int&, const int&) {
  return 1;
}
}  // namespace testing::internal

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
