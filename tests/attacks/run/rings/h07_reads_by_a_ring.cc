// expect: wrong result in Tally.AddsUp
// must not: see or change files of the machine by a ring, which no filter looks into (H7)
#include <fcntl.h>

#include "tests/attacks/run/attempt.h"
#include "tests/attacks/run/unrestricted_ring.h"

bool attempt() {
  const auto open = [](const char* path, int flags) {
    io_uring_sqe operation = {};
    operation.opcode = IORING_OP_OPENAT;
    operation.fd = AT_FDCWD;
    operation.addr = reinterpret_cast<unsigned long>(path);
    operation.open_flags = static_cast<unsigned>(flags);
    operation.len = 0600;
    return by_ring(operation);
  };
  if (open("/proc/self/status", O_RDONLY) < 0) return true;  // or the attempt proves nothing
  return open("/etc/passwd", O_RDONLY) >= 0 || open("/usr/bin/env", O_RDONLY) >= 0 ||
         open("/usr/lib/lockstep-attack", O_WRONLY | O_CREAT) >= 0;
}
