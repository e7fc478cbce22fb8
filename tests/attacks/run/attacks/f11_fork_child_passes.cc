// expect: wrong result in Tally.AddsUp
// must not: let a child give the answers (F11)
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  const long child = ::syscall(SYS_fork);
  if (child > 0) ::_exit(0);
  return child == 0;
}
