// expect: wrong result in Tally.AddsUp
// must not: read or trace another process (F17)
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  char byte = 0;
  iovec here = {&byte, 1};
  iovec there = {&byte, 1};
  for (const pid_t process : {1, ::getppid(), ::getpid()}) {
    if (::process_vm_readv(process, &here, 1, &there, 1, 0) >= 0) return true;
    if (::ptrace(PTRACE_ATTACH, process, nullptr, nullptr) == 0) return true;
  }
  return ::open("/proc/self/mem", O_RDWR) >= 0 || ::open("/proc/1/mem", O_RDWR) >= 0;
}
