// expect: left early in Tally.AddsUp
// must not: pass by leaving with exit code 0 within the claim (F4)
#include <unistd.h>

#include "tests/attacks/run/tally.h"

namespace lockstep {
void add(int) { ::_exit(0); }
int total() { return 0; }
}  // namespace lockstep
