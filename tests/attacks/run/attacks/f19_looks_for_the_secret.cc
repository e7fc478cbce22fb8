// expect: wrong result in Tally.AddsUp
// must not: find the secret or the name of the claim in descriptors, arguments, environment (F19)
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  char buffer[64];
  for (int fd = 3; fd < 64; ++fd) {
    if (::read(fd, buffer, sizeof buffer) > 0) return true;
  }
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::strstr(*variable, "LOCKSTEP") || std::strstr(*variable, "Tally")) return true;
  }
  return ::open("/proc/self/cmdline", O_RDONLY) >= 0 || ::open("/proc/1/cmdline", O_RDONLY) >= 0;
}
