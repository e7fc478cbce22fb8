// SPDX-License-Identifier: MIT
// Children that the claims make themselves.
#ifndef TESTS_PIPE_FAMILY_H_
#define TESTS_PIPE_FAMILY_H_

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string_view>

namespace lockstep {

// A child that does its work and ends. It ends like the claim itself when an exception leaves it.
inline pid_t child_that(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  [&]() noexcept { work(); }();
  ::_exit(0);
}

// Waits for a child. Its exit code, or 1000 and the signal that ended it.
inline int end_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Writes bytes, whatever trouble there is.
inline void feed(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t now = ::write(fd, bytes.data(), bytes.size());
    if (now > 0) bytes.remove_prefix(static_cast<std::size_t>(now));
    if (now < 0 && errno != EINTR) return;
  }
}

}  // namespace lockstep

#endif  // TESTS_PIPE_FAMILY_H_
