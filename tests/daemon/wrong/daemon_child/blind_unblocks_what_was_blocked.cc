// expect: wrong result in DaemonChild.TheMaskIsPutBack
// After the wait SIGCHLD is unblocked instead of the mask being put back: a process that had it
// blocked has another mask after run_family().
// SPDX-License-Identifier: MIT
#include "lessons/daemon/daemon_child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

// Keeps SIGCHLD from being delivered, so that one can wait for it.
class Postponed {
 public:
  Postponed() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals_, &before_);
  }

  ~Postponed() {
    give_back();
    sigprocmask(SIG_UNBLOCK, &signals_, nullptr);
  }

  Postponed(const Postponed&) = delete;
  Postponed& operator=(const Postponed&) = delete;

  // Sleeps until a child has ended or been stopped, a handler has run, or the time is over.
  void sleep(nanoseconds time) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time);
    const timespec wait{static_cast<time_t>(whole.count()),
                        static_cast<long>((time - whole).count())};
    if (sigtimedwait(&signals_, nullptr, &wait) != SIGCHLD) return;
    taken_ = true;
    if (sigismember(&before_, SIGCHLD) == 1) return;
    // Here a handler would have run: it does so now.
    give_back();
    sigprocmask(SIG_SETMASK, &before_, nullptr);
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
  }

 private:
  void give_back() {
    struct sigaction action;
    sigaction(SIGCHLD, nullptr, &action);
    const bool handled = (action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL;
    const bool blocked = sigismember(&before_, SIGCHLD) == 1;
    if (taken_ && (handled || blocked)) raise(SIGCHLD);
    taken_ = false;
  }

  sigset_t signals_;
  sigset_t before_;
  bool taken_ = false;
};

bool has_ended(pid_t id) {
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT) == -1) {
    if (errno != EINTR) return true;  // it is no child any more
  }
  return info.si_pid == id;
}

void reap(pid_t id) {
  while (waitpid(id, nullptr, 0) == -1 && errno == EINTR) continue;
}

class Family;
Family* mine = nullptr;  // while code of this process runs

class Family {
 public:
  Family(milliseconds grace, bool may_have_children)
      : grace_(grace), may_have_children_(may_have_children) {
    mine = this;
  }

  ~Family() {
    end_daemonic();
    for (const pid_t id : ordinary_) reap(id);
    mine = nullptr;
  }

  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;

  pid_t start(Kind kind, const std::function<void()>& code) {
    if (!may_have_children_) throw std::logic_error("start_child() in a daemonic child");
    std::vector<pid_t>& list = kind == Kind::kDaemonic ? daemonic_ : ordinary_;
    list.push_back(0);  // so that nothing fails behind the fork
    const pid_t parent = getpid();
    const pid_t id = fork();
    if (id == 0) be_child(kind, code, parent);
    if (id == -1) {
      const int why = errno;
      list.pop_back();
      throw std::system_error(why, std::generic_category(), "fork");
    }
    list.back() = id;
    return id;
  }

 private:
  void end_daemonic() {
    if (daemonic_.empty()) return;
    const auto deadline = steady_clock::now() + grace_;
    for (const pid_t id : daemonic_) kill(id, SIGTERM);
    {
      Postponed postponed;
      for (;;) {
        if (std::ranges::all_of(daemonic_, has_ended)) break;
        const nanoseconds left = deadline - steady_clock::now();
        if (left <= nanoseconds::zero()) break;
        postponed.sleep(left);
      }
    }
    for (const pid_t id : daemonic_) {
      if (!has_ended(id)) kill(id, SIGKILL);
    }
    for (const pid_t id : daemonic_) reap(id);
  }

  // The last thing that it tells: SIGPIPE stays blocked.
  static void tell(const std::string& what) {
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    sigprocmask(SIG_BLOCK, &pipes, nullptr);
    const std::string text = "a child of the family was left by an exception: " + what + "\n";
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t count = write(2, text.data() + done, text.size() - done);
      if (count == -1 && errno != EINTR) return;
      if (count > 0) done += static_cast<std::size_t>(count);
    }
  }

  [[noreturn]] void be_child(Kind kind, const std::function<void()>& code, pid_t parent) noexcept {
    if (kind == Kind::kDaemonic) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) kill(getpid(), SIGKILL);
    }
    int status = 0;
    {
      const Family family(grace_, kind == Kind::kOrdinary);
      try {
        code();
      } catch (const std::exception& error) {
        status = 1;
        tell(error.what());
      } catch (...) {
        status = 1;
        tell("not a std::exception");
      }
    }
    _exit(status);
  }

  const milliseconds grace_;
  const bool may_have_children_;
  std::vector<pid_t> daemonic_;
  std::vector<pid_t> ordinary_;
};

}  // namespace

void run_family(milliseconds grace, const std::function<void()>& code) {
  if (mine != nullptr) throw std::logic_error("run_family() in a code of a family");
  try {
    const Family family(grace, true);
    code();
  } catch (...) {
    throw;  // caught, so that the family is ended even if nobody catches it further out
  }
}

pid_t start_child(Kind kind, const std::function<void()>& code) {
  if (mine == nullptr) throw std::logic_error("start_child() outside of a family");
  return mine->start(kind, code);
}

}  // namespace lockstep
