// expect: data race in Tally.AddsUp
// must not: leave before a race is reported (R21)
#include <unistd.h>

#include "tests/attacks/run/tally.h"

namespace lockstep {
static int sum = 0;
void add(int n) { sum += n; }
int total() { return sum; }
}  // namespace lockstep

static const struct AtEnd {
  ~AtEnd() { ::_exit(0); }
} at_end;
