// expect: left early in Tally.AddsUp
// must not: pass by the answers of a child (F11)
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  if (::syscall(SYS_fork) > 0) ::_exit(0);
  return true;
}
