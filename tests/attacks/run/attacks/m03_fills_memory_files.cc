// expect: wrong result in Tally.AddsUp
// must not: write where files are memory (M3)
#include <fcntl.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (const char* path : {"/x", "/dev/x", "/dev/shm/x", "/tmp/x", "/proc/self/comm"}) {
    if (::open(path, O_WRONLY | O_CREAT, 0600) >= 0) return true;
  }
  return false;
}
