// expect: wrong result in Tally.AddsUp
// must not: read its own program, maps or surroundings (H7)
#include <dirent.h>
#include <fcntl.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (const char* path : {"/proc/self/exe", "/proc/self/maps", "/proc/self/environ", "/claims",
                           "/etc/passwd", "/proc/1/maps", "/proc/self/fd/3"}) {
    if (::open(path, O_RDONLY) >= 0) return true;
  }
  return ::opendir("/") != nullptr || ::opendir("/proc") != nullptr;
}
