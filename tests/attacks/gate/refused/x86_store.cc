// expect: refused
// finding: not needed for this exercise
// R6: a store by an instruction that the detector does not know.
#include "tests/attacks/gate/task.h"

#include <emmintrin.h>

namespace lockstep {

int sum_up_to(int n) {
  static char shared[16];
  _mm_maskmoveu_si128(_mm_set1_epi8(1), _mm_set1_epi8(-1), shared);
  return shared[0] * n * (n + 1) / 2;
}

}  // namespace lockstep
