// expect: wrong result in Tally.AddsUp
// must not: leave a process behind (M12)
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  if (::setsid() >= 0) return true;
  const long child = ::syscall(SYS_fork);
  if (child == 0) ::sleep(30);
  return child >= 0;
}
