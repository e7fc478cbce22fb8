// Waits for SIGCHLD, blocked for the time of the end only, with sigtimedwait(). Each look at the
// children comes after the signal and before the next wait, so none is missed, however many ends
// one signal stands for.
// SPDX-License-Identifier: MIT
#include "lessons/daemon/daemon_child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <iostream>
#include <map>
#include <stdexcept>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

struct Own {
  bool open = false;
  bool daemonic = false;
  nanoseconds grace{};
  std::map<pid_t, Kind> children;
};
Own own;

bool has_ended(pid_t child) {
  siginfo_t info = {};
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT);
  return info.si_pid == child;
}

bool all_daemonic_have_ended() {
  for (const auto& [child, kind] : own.children) {
    if (kind == Kind::kDaemonic && !has_ended(child)) return false;
  }
  return true;
}

void signal_daemonic(int signal) {
  for (const auto& [child, kind] : own.children) {
    if (kind == Kind::kDaemonic) kill(child, signal);
  }
}

void end_all() {
  sigset_t sigchld, before;
  sigemptyset(&sigchld);
  sigaddset(&sigchld, SIGCHLD);
  sigprocmask(SIG_BLOCK, &sigchld, &before);
  signal_daemonic(SIGTERM);
  const auto until = steady_clock::now() + own.grace;
  while (!all_daemonic_have_ended()) {
    const nanoseconds left = until - steady_clock::now();
    if (left <= nanoseconds::zero()) {
      signal_daemonic(SIGKILL);
      break;
    }
    const timespec span{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    sigtimedwait(&sigchld, nullptr, &span);
  }
  sigprocmask(SIG_SETMASK, &before, nullptr);
  for (const auto& [child, kind] : own.children) {
    while (waitpid(child, nullptr, 0) != child && errno == EINTR) {
    }
  }
  own.children.clear();
}

}  // namespace

void run_family(std::chrono::milliseconds grace, const std::function<void()>& code) {
  if (own.open) throw std::logic_error("run_family: there is a family already");
  own = {true, false, grace, {}};
  struct End {
    ~End() {
      end_all();
      own = {};
    }
  } end;
  code();
}

pid_t start_child(Kind kind, const std::function<void()>& code) {
  if (!own.open || own.daemonic) throw std::logic_error("start_child: not here");
  const pid_t here = getpid();
  const pid_t child = fork();
  if (child == -1) throw std::system_error(errno, std::system_category());
  if (child > 0) {
    own.children[child] = kind;
    return child;
  }
  if (kind == Kind::kDaemonic) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != here) _exit(1);
  }
  own.daemonic = kind == Kind::kDaemonic;
  own.children.clear();
  int status = 1;
  try {
    code();
    status = 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << std::endl;
  } catch (...) {
    std::cerr << "not a std::exception" << std::endl;
  }
  end_all();
  _exit(status);
}

}  // namespace lockstep
