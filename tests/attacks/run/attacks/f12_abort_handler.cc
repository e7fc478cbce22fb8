// expect: left early in Tally.AddsUp
// must not: turn abort into exit code 0 (F12)
#include <csignal>
#include <cstdlib>
#include <unistd.h>

#include "tests/attacks/run/tally.h"

namespace lockstep {
void add(int) {
  std::signal(SIGABRT, [](int) { ::_exit(0); });
  std::abort();
}
int total() { return 3; }
}  // namespace lockstep
