// expect: wrong result in Tally.AddsUp
// must not: see files of the machine (H7)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  struct stat found;
  for (const char* path : {"/etc/passwd", "/root", "/home", "/var", "/usr/bin", "/usr/share",
                           "/sys/kernel", "/usr/include"}) {
    if (::stat(path, &found) == 0) return true;
  }
  return false;
}
