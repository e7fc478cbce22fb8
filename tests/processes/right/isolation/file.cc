// The result goes through a file without a name, which is read when the child has ended.
// SPDX-License-Identifier: MIT
#include "lessons/processes/isolation.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

struct File {
  File() {
    char name[] = "/tmp/isolation-XXXXXX";
    fd = ::mkstemp(name);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "mkstemp");
    ::unlink(name);
  }
  ~File() { ::close(fd); }
  int fd;
};

void write_whole(int fd, const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t now = ::pwrite(fd, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (now < 0 && errno != EINTR) ::_exit(1);
    if (now > 0) at += static_cast<std::size_t>(now);
  }
}

std::string read_whole(int fd) {
  std::string bytes;
  char part[10'000];
  for (;;) {
    const ssize_t now = ::pread(fd, part, sizeof part, static_cast<off_t>(bytes.size()));
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return bytes;
    bytes.append(part, static_cast<std::size_t>(now));
  }
}

// The last byte says how it ended, so a file that is not whole has none that is right.
[[noreturn]] void run_in_child(int fd, const std::function<std::string()>& work) {
  std::string bytes;
  try {
    bytes = work() + '+';
  } catch (const std::exception& exception) {
    bytes = std::string(exception.what()) + '-';
  } catch (...) {
    bytes = "unknown-";
  }
  write_whole(fd, bytes);
  ::_exit(0);
}

}  // namespace

std::string run_isolated(const std::function<std::string()>& work) {
  File file;
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) run_in_child(file.fd, work);
  siginfo_t info = {};
  while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitid");
  }
  if (info.si_code != CLD_EXITED) throw WorkerDied(info.si_status);
  std::string bytes = read_whole(file.fd);
  if (bytes.empty()) throw WorkerLeft(info.si_status);
  const char how = bytes.back();
  bytes.pop_back();
  if (how == '-') throw WorkFailed(bytes);
  return bytes;
}

}  // namespace lockstep
