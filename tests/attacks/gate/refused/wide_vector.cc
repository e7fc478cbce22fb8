// expect: refused
// finding: bytes at once hides your code
// R6: the detector passes over accesses of more than 16 bytes.
#include "tests/attacks/gate/task.h"

namespace lockstep {

using Wide = int __attribute__((vector_size(32)));

int sum_up_to(int n) {
  static int shared[8] __attribute__((aligned(32)));
  auto* wide = reinterpret_cast<Wide*>(shared);
  *wide = *wide - *wide + n * (n + 1) / 2;
  return shared[0];
}

}  // namespace lockstep
