// expect: data race in Tally.AddsUp
// must not: hide a race by closing descriptors (R13)
#include <unistd.h>

#include "tests/attacks/run/tally.h"

static const bool closed = [] {
  for (int fd = 0; fd < 64; ++fd) ::close(fd);
  return true;
}();

namespace lockstep {
static int sum = 0;
void add(int n) { sum += n; }
int total() { return sum; }
}  // namespace lockstep
