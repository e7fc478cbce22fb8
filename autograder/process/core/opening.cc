// SPDX-License-Identifier: MIT
// Calls that make and close descriptors.
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/raw.h"
#include "autograder/process/core/real.h"
#include "autograder/process/core/state.h"
#include "autograder/process/core/trouble.h"

namespace lockstep::process {

void stand_before_opening() {}

}  // namespace lockstep::process

using lockstep::explorer::raw_syscall;
using lockstep::process::error;
using lockstep::process::Fate;
using lockstep::process::kReportFd;
using lockstep::process::result_of;
using lockstep::process::trouble_is_on;

namespace lockstep::process {
namespace {

// The error of a call that accepts; 0: none.
int accepting(int fd) {
  if (!trouble_is_on()) return 0;
  const Fate fate = step("accept", fd, {.blocks = may_block(fd), .accepts = true});
  if (fate.interrupted) return EINTR;
  return fate.aborted ? ECONNABORTED : 0;
}

}  // namespace
}  // namespace lockstep::process

namespace {

constexpr int kMakes = O_CREAT | (O_TMPFILE & ~O_DIRECTORY);  // the flags that come with a mode

bool is_open(int fd) { return raw_syscall(SYS_fcntl, fd, F_GETFD) >= 0; }

// Who opens a FIFO waits for its other end.
bool may_wait(int folder, const char* path, int flags) {
  if ((flags & (O_NONBLOCK | O_PATH)) != 0 || (flags & O_ACCMODE) == O_RDWR) return false;
  struct stat status;
  return ::fstatat(folder, path, &status, 0) == 0 && S_ISFIFO(status.st_mode);
}

Fate opening(int folder, const char* path, int flags) {
  return lockstep::process::step("open", -1, {.blocks = may_wait(folder, path, flags)});
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & kMakes) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (trouble_is_on()) {
    const Fate fate = opening(AT_FDCWD, path, flags);
    if (fate.fails) return error(EMFILE);
    if (fate.interrupted) return error(EINTR);
  }
  return __interceptor_open(path, flags, mode);
}

// ThreadSanitizer does not stand before the two that follow.
int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & kMakes) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (trouble_is_on()) {
    const Fate fate = opening(folder, path, flags);
    if (fate.fails) return error(EMFILE);
    if (fate.interrupted) return error(EINTR);
  }
  return result_of(raw_syscall(SYS_openat, folder, reinterpret_cast<long>(path), flags,
                               static_cast<long>(mode)));
}

int mkfifo(const char* path, mode_t mode) noexcept {
  if (lockstep::process::step("mkfifo", -1, {}).fails) return error(ENOSPC);
  return result_of(raw_syscall(SYS_mknodat, AT_FDCWD, reinterpret_cast<long>(path),
                               static_cast<long>((mode & 07777) | S_IFIFO), 0));
}

int pipe(int* ends) {
  if (lockstep::process::step("pipe", -1, {}).fails) return error(EMFILE);
  return __interceptor_pipe(ends);
}

int pipe2(int* ends, int flags) {
  if (lockstep::process::step("pipe", -1, {}).fails) return error(EMFILE);
  return __interceptor_pipe2(ends, flags);
}

int socketpair(int domain, int type, int protocol, int* ends) {
  if (lockstep::process::step("pipe", -1, {}).fails) return error(EMFILE);
  return __interceptor_socketpair(domain, type, protocol, ends);
}

int accept(int fd, sockaddr* address, socklen_t* size) {
  if (const int number = lockstep::process::accepting(fd)) return error(number);
  return __interceptor_accept(fd, address, size);
}

// Trouble stands before it only where claims ask for connections that have gone.
int accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  if (!lockstep::process::makes(lockstep::process::kAborted)) {
    return __interceptor_accept4(fd, address, size, flags);
  }
  if (const int number = lockstep::process::accepting(fd)) return error(number);
  return __interceptor_accept4(fd, address, size, flags);
}

int connect(int fd, const sockaddr* address, socklen_t size) {
  lockstep::process::step("connect", fd, {});
  return __interceptor_connect(fd, address, size);
}

int close(int fd) {
  if (trouble_is_on()) {
    if (fd == kReportFd) return error(EBADF);
    // Some close all that there may be: what is not open is no point to die or to stop at.
    if (is_open(fd)) lockstep::process::step("close", fd, {});
  }
  return __interceptor_close(fd);
}

int dup2(int from, int to) {
  if (trouble_is_on() && (from == kReportFd || to == kReportFd)) return error(EBADF);
  return __interceptor_dup2(from, to);
}

int dup3(int from, int to, int flags) {
  if (trouble_is_on() && (from == kReportFd || to == kReportFd)) return error(EBADF);
  return __interceptor_dup3(from, to, flags);
}

// The kernel's call knows no exceptions, so the descriptors are closed one by one; more than a
// claim's process may have are not looked for.
int close_range(unsigned first, unsigned last, int flags) noexcept {
  if (!trouble_is_on() || first > last || flags != 0) {
    return result_of(raw_syscall(SYS_close_range, first, last, flags));
  }
  constexpr unsigned kMost = 1024;
  for (unsigned fd = first; fd <= last && fd < kMost; ++fd) {
    if (fd != kReportFd) __interceptor_close(static_cast<int>(fd));
  }
  return 0;
}

void closefrom(int first) noexcept { close_range(first < 0 ? 0 : first, ~0u, 0); }

}  // extern "C"
