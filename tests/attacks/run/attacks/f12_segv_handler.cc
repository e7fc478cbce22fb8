// expect: left early in Tally.AddsUp
// must not: turn a bad access into exit code 0 (F12)
#include <csignal>
#include <unistd.h>

#include "tests/attacks/run/tally.h"

namespace lockstep {
void add(int) {
  std::signal(SIGSEGV, [](int) { ::_exit(0); });
  *reinterpret_cast<volatile int*>(8) = 1;
}
int total() { return 3; }
}  // namespace lockstep
