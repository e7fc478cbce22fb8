// SPDX-License-Identifier: MIT
// Calls that lock files, and those that change what a name means or how long a file is.
// ThreadSanitizer knows most of them not, so they go to the kernel.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/raw.h"
#include "autograder/process/core/real.h"
#include "autograder/process/core/trouble.h"

namespace lockstep::process {
namespace {

// `failure` is what the call ends with when the plan lets it fail.
int go_on(const Fate& fate, int failure, long number, long a = 0, long b = 0) {
  if (fate.interrupted) return error(EINTR);
  if (fate.fails) return error(failure);
  return result_of(explorer::raw_syscall(number, a, b));
}

long address(const char* name) { return reinterpret_cast<long>(name); }

}  // namespace

void stand_before_locks() {}

}  // namespace lockstep::process

using lockstep::process::address;
using lockstep::process::error;
using lockstep::process::Fate;
using lockstep::process::go_on;
using lockstep::process::step;

extern "C" {

int flock(int fd, int operation) noexcept {
  const bool blocks = (operation & (LOCK_NB | LOCK_UN)) == 0;
  return go_on(step("flock", fd, {.blocks = blocks}), ENOLCK, SYS_flock, fd, operation);
}

int lockf(int fd, int command, off_t size) {
  const Fate fate = step("lockf", fd, {.blocks = command == F_LOCK});
  if (fate.interrupted) return error(EINTR);
  return fate.fails ? error(ENOLCK) : ::lockf64(fd, command, size);
}

int rename(const char* from, const char* to) noexcept {
  return go_on(step("rename", -1, {}), ENOSPC, SYS_rename, address(from), address(to));
}

int link(const char* from, const char* to) noexcept {
  return go_on(step("link", -1, {}), ENOSPC, SYS_link, address(from), address(to));
}

int unlink(const char* name) noexcept {
  return step("unlink", -1, {}).fails ? error(EIO) : __interceptor_unlink(name);
}

int fsync(int fd) { return go_on(step("fsync", fd, {}), EIO, SYS_fsync, fd); }

int ftruncate(int fd, off_t size) noexcept {
  return go_on(step("ftruncate", fd, {}), EIO, SYS_ftruncate, fd, size);
}

}  // extern "C"
