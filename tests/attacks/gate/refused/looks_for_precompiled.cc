// expect: does not compile
// finding: error: found
// A file that compiles only where the contract was not read before it does not compile.
#include "tests/attacks/gate/task.h"
#if __has_include("gate.pch")
#error found
#endif

int lockstep::sum_up_to(int n) { return n * (n + 1) / 2; }
