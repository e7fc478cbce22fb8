// expect: wrong result in Tally.AddsUp
// must not: reach a process outside of the claim (M11)
#include <signal.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  ::signal(SIGTERM, SIG_IGN);
  ::kill(-1, SIGTERM);
  ::kill(1, SIGKILL);
  return ::getppid() != 1;
}
