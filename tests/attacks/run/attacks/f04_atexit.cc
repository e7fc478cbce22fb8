// expect: wrong result in Tally.AddsUp
// must not: turn a failure into a pass when the process ends (F4)
#include <cstdlib>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

struct AtEnd {
  ~AtEnd() { ::_exit(0); }
} at_end;

bool attempt() {
  std::atexit([] { ::_exit(0); });
  return false;
}
