// expect: wrong result in Tally.AddsUp
// must not: close or redirect the ways of reports (R13)
#include <fcntl.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (const int fd : {2, 3, 5}) {
    if (::dup2(0, fd) >= 0 || ::dup3(0, fd, O_CLOEXEC) >= 0 || ::close(fd) == 0) return true;
  }
  return ::dup(5) >= 0;
}
