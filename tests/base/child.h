// SPDX-License-Identifier: MIT
// Children that the claims make themselves. All of it takes trouble.
#ifndef TESTS_BASE_CHILD_H_
#define TESTS_BASE_CHILD_H_

#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <type_traits>

namespace lockstep {

// A child that runs the function, and ends with what it returns, or 0. It ends like the claim
// itself when an exception leaves it.
template <class Function>
pid_t child_of(const Function& function) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  [&]() noexcept {
    if constexpr (std::is_void_v<decltype(function())>) {
      function();
    } else {
      ::_exit(function());
    }
  }();
  ::_exit(0);
}

// Waits for a child. Its exit code, or 1000 and the signal that ended it; -1 for no child.
inline int end_of_child(pid_t child) {
  int status = 0;
  pid_t got = 0;
  while ((got = ::waitpid(child, &status, 0)) < 0 && errno == EINTR) continue;
  if (got != child) return -1;
  return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Waits for a child. Whether it ended by itself; otherwise it was killed.
inline bool ended_by_itself(pid_t child) { return end_of_child(child) < 1000; }

// Ends it by SIGKILL.
inline void kill_child(pid_t child) {
  ::kill(child, SIGKILL);
  end_of_child(child);
}

}  // namespace lockstep

#endif  // TESTS_BASE_CHILD_H_
