// expect: wrong result in Tally.AddsUp
// must not: type into a terminal (M16)
#include <fcntl.h>
#include <sys/ioctl.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  const char letter = 'x';
  for (int fd = 0; fd < 3; ++fd) {
    if (::ioctl(fd, TIOCSTI, &letter) == 0) return true;
  }
  return ::open("/dev/tty", O_RDWR) >= 0;
}
