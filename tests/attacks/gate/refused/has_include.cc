// expect: does not compile
// finding: nothing is there
// H2: asks which files there are.
#include "tests/attacks/gate/task.h"

#if __has_include("tests/semaphore/semaphore_test.cc") || __has_include("/etc/passwd") || \
    __has_include("/proc/self/environ")
#error found something
#else
#error nothing is there
#endif

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
