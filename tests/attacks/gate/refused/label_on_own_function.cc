// expect: refused
// finding: an asm label gives
// R9: a function of the file itself takes a name of the C library.
#include "tests/attacks/gate/task.h"

extern "C" int mine() asm("some_other_name");
extern "C" int mine() { return 1; }

namespace lockstep {

int sum_up_to(int n) { return mine() * n * (n + 1) / 2; }

}  // namespace lockstep
