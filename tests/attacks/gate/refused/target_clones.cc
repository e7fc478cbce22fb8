// expect: refused
// finding: runs before the grader
// F16: versions for processors are chosen by a resolver.
#include "tests/attacks/gate/task.h"

namespace lockstep {

__attribute__((target_clones("avx2", "default"))) int half(int x) { return x / 2; }

int sum_up_to(int n) { return half(n * (n + 1)); }

}  // namespace lockstep
