// SPDX-License-Identifier: MIT
// Calls that read and write.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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

bool is_pipe_or_socket(int fd) {
  const mode_t type = type_of(fd);
  return type == S_IFIFO || type == S_IFSOCK;
}

// A socket whose packets are sent and received whole or not at all, however large.
bool has_packets(int fd) {
  int type = SOCK_STREAM;
  socklen_t size = sizeof type;
  explorer::raw_syscall(SYS_getsockopt, fd, SOL_SOCKET, SO_TYPE, reinterpret_cast<long>(&type),
                        reinterpret_cast<long>(&size));
  return type != SOCK_STREAM;
}

Traits traits_of_write(int fd, size_t size) {
  // A write of up to PIPE_BUF bytes to a pipe is whole (POSIX), whatever becomes of the process.
  const bool whole = (type_of(fd) == S_IFIFO && size <= PIPE_BUF) || has_packets(fd);
  return {.blocks = may_block(fd),
          .splits = !whole && is_a_stream(fd),
          .size = size,
          .dies_within = !whole && size > 1};
}

Fate reading(const char* call, int fd, size_t size) {
  return step(call, fd, {.blocks = may_block(fd), .splits = is_a_stream(fd), .size = size});
}

// What a read returns, in its own time.
ssize_t has_read(const char* call, int fd, ssize_t size) {
  if (size > 0 && is_pipe_or_socket(fd)) meet_others(call, fd);
  return size;
}

Fate writing(const char* call, int fd, size_t size) {
  return step(call, fd, traits_of_write(fd, size));
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

bool is_a_stream(int fd) { return is_pipe_or_socket(fd) && !has_packets(fd); }

bool may_block(int fd) {
  if (!is_pipe_or_socket(fd)) return false;
  const long flags = explorer::raw_syscall(SYS_fcntl, fd, F_GETFL);
  return flags >= 0 && (flags & O_NONBLOCK) == 0;
}

int error(int number) {
  errno = number;
  return -1;
}

int result_of(long returned) {
  return returned < 0 ? error(static_cast<int>(-returned)) : static_cast<int>(returned);
}

}  // namespace lockstep::process

using lockstep::process::error;
using lockstep::process::Fate;
using lockstep::process::trouble_is_on;

extern "C" {

ssize_t read(int fd, void* buffer, size_t size) {
  if (!trouble_is_on()) return __interceptor_read(fd, buffer, size);
  const Fate fate = lockstep::process::reading("read", fd, size);
  if (fate.interrupted) return error(EINTR);
  return lockstep::process::has_read("read", fd, __interceptor_read(fd, buffer, fate.size));
}

ssize_t pread(int fd, void* buffer, size_t size, off_t at) {
  if (trouble_is_on()) lockstep::process::reading("pread", fd, size);
  return __interceptor_pread(fd, buffer, size, at);
}

ssize_t recv(int fd, void* buffer, size_t size, int flags) {
  if (!trouble_is_on()) return __interceptor_recv(fd, buffer, size, flags);
  const Fate fate = lockstep::process::reading("recv", fd, size);
  if (fate.interrupted) return error(EINTR);
  return lockstep::process::has_read("recv", fd, __interceptor_recv(fd, buffer, fate.size, flags));
}

ssize_t readv(int fd, const iovec* parts, int count) {
  if (!trouble_is_on()) return __interceptor_readv(fd, parts, count);
  const size_t size = lockstep::process::sum(parts, count);
  const Fate fate = lockstep::process::reading("readv", fd, size);
  if (fate.interrupted) return error(EINTR);
  if (fate.size == size) {
    return lockstep::process::has_read("readv", fd, __interceptor_readv(fd, parts, count));
  }
  const iovec first = lockstep::process::first_of(parts, count);
  return __interceptor_read(fd, first.iov_base,
                            first.iov_len < fate.size ? first.iov_len : fate.size);
}

ssize_t write(int fd, const void* buffer, size_t size) {
  if (!trouble_is_on()) return __interceptor_write(fd, buffer, size);
  const Fate fate = lockstep::process::writing("write", fd, size);
  if (fate.interrupted) return error(EINTR);
  if (fate.fails) return error(ENOSPC);
  if (fate.dies_within) {
    __interceptor_write(fd, buffer, size / 2);
    lockstep::process::die();
  }
  return __interceptor_write(fd, buffer, fate.size);
}

ssize_t pwrite(int fd, const void* buffer, size_t size, off_t at) {
  if (!trouble_is_on()) return __interceptor_pwrite(fd, buffer, size, at);
  const Fate fate = lockstep::process::writing("pwrite", fd, size);
  if (fate.fails) return error(ENOSPC);
  if (fate.dies_within) {
    __interceptor_pwrite(fd, buffer, size / 2, at);
    lockstep::process::die();
  }
  return __interceptor_pwrite(fd, buffer, size, at);
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

}  // extern "C"
