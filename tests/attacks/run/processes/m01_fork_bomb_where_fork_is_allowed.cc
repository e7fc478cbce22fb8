// expect: over limit in Tally.AddsUp
// must not: have more processes than the exercise allows (M1)
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (int i = 0; i < 100; ++i) {
    if (::syscall(SYS_fork) == 0) {
      ::sleep(3);
      ::_exit(0);
    }
  }
  ::sleep(3);
  return true;
}
