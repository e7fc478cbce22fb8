// expect: crash in Tally.AddsUp
// must not: leave a core dump (H16)
#include <csignal>
#include <cstdlib>
#include <sys/resource.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  if (::setrlimit(RLIMIT_CORE, &limit) == 0) return true;
  ::getrlimit(RLIMIT_CORE, &limit);
  if (limit.rlim_max != 0) return true;
  std::signal(SIGSEGV, SIG_DFL);
  std::raise(SIGSEGV);
  return true;
}
