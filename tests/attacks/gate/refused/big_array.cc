// expect: does not compile
// finding: over the compiler's limits
// M6: an object of a gigabyte.
#include "tests/attacks/gate/task.h"

char big[1u << 30] = {1};
char* hold = big;

namespace lockstep {

int sum_up_to(int n) { return hold[n + 1] + n * (n + 1) / 2; }

}  // namespace lockstep
