// expect: crash in Tally.AddsUp
// must not: leave the claim by an exception and count as completed (F13)
#include "tests/attacks/run/tally.h"

namespace lockstep {
void add(int) { throw 1; }
int total() { return 3; }
}  // namespace lockstep
