// SPDX-License-Identifier: MIT
// What the claims of daemon_child share.
#ifndef TESTS_DAEMON_FAMILY_H_
#define TESTS_DAEMON_FAMILY_H_

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <functional>
#include <stdexcept>

#include "autograder/process/trial.h"
#include "lessons/daemon/daemon_child.h"

namespace lockstep {

// What most claims need: each trial costs some ten milliseconds.
inline const TrialOptions kFewTrials{.seeds = 4, .trouble = {}};

// So long that a right solution never kills a child that ends when it is asked to, on however busy
// a machine.
inline constexpr std::chrono::seconds kLong{5};

// A daemonic child that never ends by itself.
[[noreturn]] inline void serve() {
  for (;;) pause();
}

// Blocks SIGTERM: from here on it is asked for by await_request() and kills nobody.
inline void expect_request() {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, nullptr);
}

inline void await_request() {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  int signal = 0;
  while (sigwait(&term, &signal) != 0) continue;
}

// Whether a SIGTERM has come since expect_request().
inline bool is_asked() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGTERM) == 1;
}

// Whether a child may not be started here.
inline bool is_refused(Kind kind) {
  try {
    start_child(kind, [] {});
    return false;
  } catch (const std::logic_error&) {
    return true;
  }
}

struct Surprise : std::exception {};

// A child of the claim's own, of which the solution knows nothing.
inline pid_t stranger(const std::function<void()>& code) {
  const pid_t child = fork();
  if (child != 0) return child;
  code();
  _exit(7);
}

// Waits for one of those; its status as waitpid() gives it, or -1 when it is no child any more.
inline int status_of(pid_t child) {
  int status = 0;
  pid_t got;
  while ((got = waitpid(child, &status, 0)) < 0 && errno == EINTR) continue;
  return got == child ? status : -1;
}

}  // namespace lockstep

#endif  // TESTS_DAEMON_FAMILY_H_
