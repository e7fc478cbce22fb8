// expect: wrong result in Tally.AddsUp
// must not: start processes (M1)
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (int i = 0; i < 100; ++i) {
    const long child = ::syscall(SYS_fork);
    if (child == 0) ::_exit(0);
    if (child > 0) return true;
  }
  return false;
}
