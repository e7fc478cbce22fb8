// expect: does not compile
// finding: constexpr evaluation hit maximum step limit
// M6: a calculation of years.
#include "tests/attacks/gate/task.h"

namespace lockstep {

constexpr long burn(long n) {
  long sum = 0;
  for (long i = 0; i < n; ++i) sum += i;
  return sum;
}
constexpr long burnt = burn(1L << 50);

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
