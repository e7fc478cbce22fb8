// expect: wrong result in Tally.AddsUp
// must not: find anything of the grader in a folder of its own (M10, M13, M19)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  if (::mkdir("-o", 0700) == 0 || ::mkdir("/tmp/@file", 0700) == 0) return true;
  for (const char* path : {"claims.json", "../record.json", "/root", "/home", "/var/tmp/x"}) {
    if (::open(path, O_WRONLY | O_CREAT, 0600) >= 0 || ::open(path, O_RDONLY) >= 0) return true;
  }
  return ::chdir("/tmp") == 0 || ::chroot("/tmp") == 0;
}
