// expect: refused
// finding: runs before the grader
// F16: a resolver runs while the program is loaded.
#include "tests/attacks/gate/task.h"

static int one() { return 1; }
extern "C" {
int (*resolve())() { return one; }
int chosen() __attribute__((ifunc("resolve")));
}

namespace lockstep {

int sum_up_to(int n) { return chosen() * n * (n + 1) / 2; }

}  // namespace lockstep
