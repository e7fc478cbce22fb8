// expect: wrong result in Tally.AddsUp
// must not: be or become another user (M18)
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  if (::getuid() == 0 || ::geteuid() == 0) return true;
  if (::syscall(SYS_setuid, 0) == 0 || ::syscall(SYS_setgid, 0) == 0) return true;
  return ::syscall(SYS_setresuid, 0, 0, 0) == 0 || ::syscall(SYS_setgroups, 0, nullptr) == 0;
}
