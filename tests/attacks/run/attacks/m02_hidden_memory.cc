// expect: wrong result in Tally.AddsUp
// must not: use memory that does not show in the size of the process (M2)
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  constexpr int kRead = PROT_READ | PROT_WRITE;
  if (::mmap(nullptr, 4096, kRead, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) return true;
  return ::memfd_create("hidden", 0) >= 0 || ::syscall(SYS_memfd_secret, 0) >= 0;
}
