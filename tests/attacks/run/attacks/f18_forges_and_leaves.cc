// expect: left early in Tally.AddsUp
// must not: pass by forged lines and exit code 0 (F18)
#include <cstdio>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (int fd = 0; fd < 64; ++fd) {
    ::dprintf(fd, "%032dcompleted\tTally.AddsUp\n", 0);
  }
  ::_exit(0);
}
