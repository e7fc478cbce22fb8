// SPDX-License-Identifier: MIT
// Calls that read, write, make and close descriptors.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/raw.h"
#include "autograder/process/core/real.h"
#include "autograder/process/core/trouble.h"

namespace lockstep::process {
namespace {

// Not part of the kernel's struct stat that the C library hides: the C library's own call.
mode_t type_of(int fd) {
  struct stat status;
  return ::fstat(fd, &status) == 0 ? status.st_mode & S_IFMT : 0;
}

// A write of up to PIPE_BUF bytes to a pipe is whole (POSIX).
bool write_splits(int fd, size_t size) {
  const mode_t type = type_of(fd);
  return type == S_IFSOCK || (type == S_IFIFO && size > PIPE_BUF);
}

Fate reading(const char* call, int fd, size_t size) {
  return step(call, fd, {.blocks = may_block(fd), .splits = is_a_stream(fd), .size = size});
}

Fate writing(const char* call, int fd, size_t size) {
  return step(call, fd,
              {.blocks = may_block(fd),
               .splits = write_splits(fd, size),
               .size = size,
               .dies_within = size > 1});
}

// Vectors are moved by their first part alone: fewer bytes than asked for.
iovec first_of(const iovec* parts, int count) {
  for (int i = 0; i + 1 < count; ++i) {
    if (parts[i].iov_len > 0) return parts[i];
  }
  return count > 0 ? parts[count - 1] : iovec{};
}

size_t sum(const iovec* parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  return size;
}

}  // namespace

void stand_before_descriptors() {}

bool is_a_stream(int fd) {
  const mode_t type = type_of(fd);
  return type == S_IFIFO || type == S_IFSOCK;
}

bool may_block(int fd) {
  if (!is_a_stream(fd)) return false;
  const long flags = explorer::raw_syscall(SYS_fcntl, fd, F_GETFL);
  return flags >= 0 && (flags & O_NONBLOCK) == 0;
}

int error(int number) {
  errno = number;
  return -1;
}

}  // namespace lockstep::process

using lockstep::process::error;
using lockstep::process::Fate;
using lockstep::process::kReportFd;
using lockstep::process::trouble_is_on;

extern "C" {

ssize_t read(int fd, void* buffer, size_t size) {
  if (!trouble_is_on()) return __interceptor_read(fd, buffer, size);
  const Fate fate = lockstep::process::reading("read", fd, size);
  return fate.interrupted ? error(EINTR) : __interceptor_read(fd, buffer, fate.size);
}

ssize_t recv(int fd, void* buffer, size_t size, int flags) {
  if (!trouble_is_on()) return __interceptor_recv(fd, buffer, size, flags);
  const Fate fate = lockstep::process::reading("recv", fd, size);
  return fate.interrupted ? error(EINTR) : __interceptor_recv(fd, buffer, fate.size, flags);
}

ssize_t readv(int fd, const iovec* parts, int count) {
  if (!trouble_is_on()) return __interceptor_readv(fd, parts, count);
  const size_t size = lockstep::process::sum(parts, count);
  const Fate fate = lockstep::process::reading("readv", fd, size);
  if (fate.interrupted) return error(EINTR);
  if (fate.size == size) return __interceptor_readv(fd, parts, count);
  const iovec first = lockstep::process::first_of(parts, count);
  return __interceptor_read(fd, first.iov_base,
                            first.iov_len < fate.size ? first.iov_len : fate.size);
}

ssize_t write(int fd, const void* buffer, size_t size) {
  if (!trouble_is_on()) return __interceptor_write(fd, buffer, size);
  const Fate fate = lockstep::process::writing("write", fd, size);
  if (fate.interrupted) return error(EINTR);
  if (fate.dies_within) {
    __interceptor_write(fd, buffer, size / 2);
    lockstep::process::die();
  }
  return __interceptor_write(fd, buffer, fate.size);
}

ssize_t send(int fd, const void* buffer, size_t size, int flags) {
  if (!trouble_is_on()) return __interceptor_send(fd, buffer, size, flags);
  const Fate fate = lockstep::process::writing("send", fd, size);
  if (fate.interrupted) return error(EINTR);
  if (fate.dies_within) {
    __interceptor_send(fd, buffer, size / 2, flags);
    lockstep::process::die();
  }
  return __interceptor_send(fd, buffer, fate.size, flags);
}

ssize_t writev(int fd, const iovec* parts, int count) {
  if (!trouble_is_on()) return __interceptor_writev(fd, parts, count);
  const size_t size = lockstep::process::sum(parts, count);
  const Fate fate = lockstep::process::writing("writev", fd, size);
  if (fate.interrupted) return error(EINTR);
  if (fate.size == size && !fate.dies_within) return __interceptor_writev(fd, parts, count);
  const iovec first = lockstep::process::first_of(parts, count);
  const size_t most = fate.dies_within ? size / 2 : fate.size;
  const ssize_t written =
      __interceptor_write(fd, first.iov_base, first.iov_len < most ? first.iov_len : most);
  if (fate.dies_within) lockstep::process::die();
  return written;
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (trouble_is_on()) {
    const Fate fate = lockstep::process::step("open", -1, {});
    if (fate.fails) return error(EMFILE);
  }
  return __interceptor_open(path, flags, mode);
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
  if (!trouble_is_on()) return __interceptor_accept(fd, address, size);
  const Fate fate =
      lockstep::process::step("accept", fd, {.blocks = lockstep::process::may_block(fd)});
  return fate.interrupted ? error(EINTR) : __interceptor_accept(fd, address, size);
}

int connect(int fd, const sockaddr* address, socklen_t size) {
  lockstep::process::step("connect", fd, {});
  return __interceptor_connect(fd, address, size);
}

int close(int fd) {
  if (trouble_is_on()) {
    if (fd == kReportFd) return error(EBADF);
    lockstep::process::step("close", fd, {});
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
    const long result = lockstep::explorer::raw_syscall(SYS_close_range, first, last, flags);
    return result < 0 ? error(static_cast<int>(-result)) : 0;
  }
  constexpr unsigned kMost = 1024;
  for (unsigned fd = first; fd <= last && fd < kMost; ++fd) {
    if (fd != kReportFd) __interceptor_close(static_cast<int>(fd));
  }
  return 0;
}

void closefrom(int first) noexcept { close_range(first < 0 ? 0 : first, ~0u, 0); }

}  // extern "C"
