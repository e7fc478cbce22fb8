// expect: wrong result in Tally.AddsUp
// must not: start a process by other names of fork (F11)
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (const long flags : {static_cast<long>(SIGCHLD), static_cast<long>(CLONE_PARENT)}) {
    const long child = ::syscall(SYS_clone, flags, 0, 0, 0, 0);
    if (child == 0) ::_exit(0);
    if (child > 0) return true;
  }
  return ::syscall(SYS_clone3, nullptr, 0) >= 0;
}
