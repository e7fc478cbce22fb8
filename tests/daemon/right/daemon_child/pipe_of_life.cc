// A pipe tells the end of the daemonic children: each holds its writing end, and so does nobody
// else. When the last one has ended, the reading end is at its end. Who has to be killed is looked
// up when the grace time is over.
// SPDX-License-Identifier: MIT
#include "lessons/daemon/daemon_child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class Household {
 public:
  explicit Household(milliseconds grace) : grace_(grace) {}

  milliseconds grace() const { return grace_; }

  // In a child: what belongs to the parent is let go.
  void forget() {
    close_pipe();
    daemonic_.clear();
    ordinary_.clear();
  }

  // The reading end is made with the first daemonic child.
  void prepare_pipe() {
    if (pipe_[0] < 0 && pipe2(pipe_, O_CLOEXEC) != 0) {
      throw std::system_error(errno, std::generic_category(), "pipe");
    }
  }

  void add(Kind kind, pid_t child) {
    (kind == Kind::kDaemonic ? daemonic_ : ordinary_).insert(child);
  }

  // The child's copy of the writing end, to be held until its death.
  void hold_on() {
    close(pipe_[0]);
    pipe_[0] = pipe_[1] = -1;
  }

  void end() {
    for (const pid_t child : daemonic_) kill(child, SIGTERM);
    if (!daemonic_.empty()) await_pipe();
    for (const pid_t child : daemonic_) kill(child, SIGKILL);
    for (const pid_t child : daemonic_) await(child);
    for (const pid_t child : ordinary_) await(child);
    forget();
  }

 private:
  void await_pipe() {
    // The ordinary children have copies of the writing end unless they closed them, as they do.
    close(pipe_[1]);
    pipe_[1] = -1;
    const auto start = steady_clock::now();
    for (;;) {
      const auto passed = std::chrono::floor<milliseconds>(steady_clock::now() - start);
      const auto left = (grace_ - passed).count();
      pollfd entry{pipe_[0], POLLIN, 0};
      const int got = poll(&entry, 1, left > 0 ? static_cast<int>(left) : 0);
      if (got > 0 || (got == 0 && left <= 0)) return;
    }
  }

  static void await(pid_t child) {
    siginfo_t info;
    while (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED) != 0 && errno == EINTR) continue;
  }

  void close_pipe() {
    for (int& end : pipe_) {
      if (end >= 0) close(end);
      end = -1;
    }
  }

  milliseconds grace_;
  int pipe_[2] = {-1, -1};
  std::set<pid_t> daemonic_;
  std::set<pid_t> ordinary_;
};

std::optional<Household> household;
bool is_daemonic = false;

[[noreturn]] void be_a_child(const std::function<void()>& code) {
  int status = 1;
  try {
    code();
    status = 0;
  } catch (const std::exception& error) {
    std::cerr << "a child failed: " << error.what() << "\n";
  } catch (...) {
    std::cerr << "a child failed\n";
  }
  if (!is_daemonic) household->end();
  _exit(status);
}

}  // namespace

void run_family(milliseconds grace, const std::function<void()>& code) {
  if (household) throw std::logic_error("run_family: within a family");
  household.emplace(grace);
  try {
    code();
  } catch (...) {
    household->end();
    household.reset();
    throw;
  }
  household->end();
  household.reset();
}

pid_t start_child(Kind kind, const std::function<void()>& code) {
  if (is_daemonic) throw std::logic_error("start_child: in a daemonic child");
  if (!household) throw std::logic_error("start_child: without a family");
  if (kind == Kind::kDaemonic) household->prepare_pipe();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child > 0) {
    household->add(kind, child);
    return child;
  }
  if (kind == Kind::kDaemonic) {
    is_daemonic = true;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) kill(getpid(), SIGKILL);
    household->hold_on();
  } else {
    household->forget();
  }
  be_a_child(code);
}

}  // namespace lockstep
