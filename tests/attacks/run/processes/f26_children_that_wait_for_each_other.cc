// expect: lost wakeup in Tally.AddsUp
// must not: hang with several processes until the wall clock ends them (F26)
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  int ends[2];
  if (::pipe(ends) != 0) return false;
  char byte = 0;
  if (::syscall(SYS_fork) == 0) {
    const long n = ::read(ends[0], &byte, 1);
    ::_exit(static_cast<int>(n));
  }
  return ::wait(nullptr) > 0;
}
