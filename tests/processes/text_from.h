// SPDX-License-Identifier: MIT
// Children that the claims make themselves, and the pipes they use. All of it takes trouble.
#ifndef TESTS_PROCESSES_CHILD_H_
#define TESTS_PROCESSES_CHILD_H_

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>

namespace lockstep {

// A child that runs the function, and ends with what it returns. It ends like the claim itself
// when an exception leaves it.
inline pid_t child_of(const std::function<int()>& function) {
  const pid_t child = ::fork();
  if (child == 0) [&]() noexcept { ::_exit(function()); }();
  return child;
}

// Waits for a child. Its exit code, or 1000 and the signal that ended it; -1 for no child.
inline int end_of_child(pid_t child) {
  int status = 0;
  pid_t got = 0;
  while ((got = ::waitpid(child, &status, 0)) < 0 && errno == EINTR) continue;
  if (got != child) return -1;
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

// All that can be read until the end.
inline std::string text_from(int fd) {
  std::string text;
  char part[4096];
  for (;;) {
    const ssize_t now = ::read(fd, part, sizeof part);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return text;
    text.append(part, static_cast<std::size_t>(now));
  }
}

}  // namespace lockstep

#endif  // TESTS_PROCESSES_CHILD_H_
