// expect: wrong result in Tally.AddsUp
// must not: pass by forged lines on every descriptor (F18)
#include <cstdio>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (int fd = 0; fd < 64; ++fd) {
    ::dprintf(fd, "completed\tTally.AddsUp\n");
    ::dprintf(fd, "00000000000000000000000000000000completed\tTally.AddsUp\n");
  }
  return false;
}
