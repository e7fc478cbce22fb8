// expect: left early in Tally.AddsUp
// must not: turn std::terminate into exit code 0 (F14)
#include <exception>
#include <unistd.h>

#include "tests/attacks/run/tally.h"

namespace lockstep {
void add(int) {
  std::set_terminate([] { ::_exit(0); });
  std::terminate();
}
int total() { return 3; }
}  // namespace lockstep
