// expect: does not compile
// finding: file not found
// H4: takes a file in as numbers.
#include "tests/attacks/gate/task.h"

const unsigned char taken[] = {
#embed "/etc/passwd"
};

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
