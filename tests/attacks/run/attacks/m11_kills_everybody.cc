// expect: wrong result in Tally.AddsUp
// must not: send a signal to any other process (M11)
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  if (::kill(-1, 0) == 0 || ::kill(1, 0) == 0 || ::kill(::getppid(), 0) == 0) return true;
  for (const long process : {1l, static_cast<long>(::getppid())}) {
    if (::syscall(SYS_tgkill, process, process, 0) == 0) return true;
    if (::syscall(SYS_pidfd_open, process, 0) >= 0) return true;
  }
  return false;
}
