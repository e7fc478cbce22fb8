// expect: wrong result in Tally.AddsUp
// must not: run a program from memory (F16)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  const int file = ::memfd_create("program", 0);
  char* const none[] = {nullptr};
  ::syscall(SYS_execveat, 4, "", none, none, AT_EMPTY_PATH);
  return file >= 0;
}
