// SPDX-License-Identifier: MIT
#include "autograder/process/supervise.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "autograder/base/check.h"
#include "autograder/base/fd.h"
#include "autograder/explorer/explore.h"
#include "autograder/harness/channel.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/no_trouble.h"
#include "autograder/process/order.h"
#include "autograder/process/report_reader.h"
#include "autograder/runner/asleep.h"
#include "autograder/runner/tree.h"

namespace lockstep::process {
namespace {

using explorer::Outcome;

constexpr int kLookMs = 5;
constexpr int kPatience = 4;         // looks at a stopped process while others are awake
constexpr int kSurvivorLooks = 400;  // what outlives the body has some two seconds to end
constexpr double kCpuSeconds = 2;
constexpr int kTsanExit = 66;  // ThreadSanitizer's, for a process in which it reported something

void report_all(const std::vector<std::string>& left) {
  for (const std::string& what : left) report(kLeft, what.c_str());
}

// The process of the body. Never returns; what it inherited is not cleaned up, as it belongs to the
// process that forked it.
[[noreturn]] void run_body(const std::function<void()>& body, const Trial& trial, int report_fd) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  check("dup2", ::dup2(report_fd, kReportFd));
  ::close(report_fd);
  const Possessions before = possessions();
  begin_trouble(trial.plan, trial.record);
  // What leaves it ends this process, as it must not go on with the rest of the test.
  [&]() noexcept { body(); }();
  let_signals_through();
  {
    const NoTrouble aside;
    report(kEnded, "");
    explorer::tell_body_end();
    report_all(children_left());
    report_all(left_behind(before, possessions()));
    std::fflush(nullptr);
  }
  set_trouble(false);
  leave();
}

// The processes of one trial, seen from the one that makes it.
class Supervision {
 public:
  Supervision(const std::function<void()>& body, const Trial& trial) : trial_(trial) {
    // What outlives its parent stays below this process.
    check("prctl", ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    int ends[2];
    check("pipe", ::pipe2(ends, O_CLOEXEC));
    reports_.reset(ends[0]);
    Fd writer(ends[1]);
    std::fflush(nullptr);
    body_ = check("fork", ::fork());
    if (body_ == 0) {
      reports_.reset();
      run_body(body, trial, writer.release());
    }
    check("fcntl", ::fcntl(reports_.get(), F_SETFL, O_NONBLOCK));
    death_.reset(static_cast<int>(check("pidfd_open", ::syscall(SYS_pidfd_open, body_, 0))));
  }

  ~Supervision() { end_all(); }

  TrialEnd watch() {
    while (!over_) look();
    read_reports();
    TrialEnd end;
    end.met = reader_.met();
    judge(end.result);
    end.result.trace = reader_.trace();
    return end;
  }

 private:
  void look() {
    pollfd entries[] = {{reports_.get(), POLLIN, 0}, {dead_ ? -1 : death_.get(), POLLIN, 0}};
    const int ready = ::poll(entries, 2, kLookMs);
    if (ready < 0) return;
    read_reports();
    if (entries[1].revents != 0) {
      check("waitpid", ::waitpid(body_, &status_, 0));
      dead_ = true;
    }
    const bool any_left = reap_orphans();
    if (dead_ && !any_left) {
      over_ = true;
    } else if (ready == 0 || dead_) {
      look_at_sleepers();
    }
  }

  void read_reports() {
    char bytes[4096];
    for (ssize_t n; (n = ::read(reports_.get(), bytes, sizeof bytes)) > 0;) {
      reader_.add(bytes, static_cast<std::size_t>(n));
    }
  }

  // Whether there are children that have not ended. Orphans that have are waited for.
  bool reap_orphans() {
    siginfo_t child = {};
    while (::waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0 && child.si_pid != 0) {
      if (child.si_pid == body_ && !dead_) return true;
      ::waitpid(child.si_pid, nullptr, 0);
      child = {};
    }
    return ::waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0;
  }

  void look_at_sleepers() {
    const std::vector<pid_t> processes = descendants(0);
    const bool asleep = !asleep_.look(processes).empty();
    if (reader_.stopped() != 0) {
      if (asleep || ++looks_ >= kPatience) let_stopped_go_on();
    } else if (asleep || (dead_ && ++looks_ >= kSurvivorLooks)) {
      asleep_words_ = words_for(processes);
      deadlock_ = asleep_.wait_for_each_other();
      over_ = true;
    } else if (use_of(processes).cpu_seconds > kCpuSeconds) {
      out_of_cpu_ = over_ = true;
    }
  }

  void let_stopped_go_on() {
    const char state = state_of(reader_.stopped());
    if (state != 'T' && state != 'Z' && state != 'X') return;  // it is about to stop
    if (state == 'T') ::kill(reader_.stopped(), SIGCONT);
    reader_.stopped_goes_on();
    asleep_ = {};
    looks_ = 0;
  }

  // "process 1 waits for the end of a child; process 1.1 ...".
  std::string words_for(const std::vector<pid_t>& processes) const {
    std::string words;
    for (const pid_t process : processes) {
      for (const std::string& wait : asleep_.waits_of(process)) {
        words += (words.empty() ? "" : "; ") + reader_.name_of(process) + " waits for " + wait;
      }
    }
    return words.empty() ? "it still runs" : words;
  }

  void judge(explorer::Result& result) const {
    const auto found = [&](Outcome outcome, const std::string& words) {
      if (result.outcome != Outcome::kPassed && result.outcome < outcome) return;
      result.outcome = outcome;
      result.message = words;
    };
    const bool killed_by_plan = reader_.met() && trial_.plan.what == Plan::What::kKill &&
                                std::strcmp(trial_.plan.process, "1") == 0;
    if (!asleep_words_.empty() && !dead_) {
      found(deadlock_ ? Outcome::kDeadlock : Outcome::kLostWakeup,
            "all processes sleep, and nobody is left to wake one: " + asleep_words_);
    }
    if (!asleep_words_.empty() && dead_) {
      found(Outcome::kLeak, "a process is still there after the claim has ended: " + asleep_words_);
    }
    if (out_of_cpu_) found(Outcome::kNoProgress, "it used more than 2 seconds of CPU time");
    if (dead_ && WIFSIGNALED(status_) && !killed_by_plan) {
      found(Outcome::kCrash,
            std::string("the process was ended by a signal: ") + ::strsignal(WTERMSIG(status_)));
    }
    if (dead_ && WIFEXITED(status_) && !reader_.ended()) {
      found(Outcome::kLeftEarly, "the process ended (exit code " +
                                     std::to_string(WEXITSTATUS(status_)) +
                                     ") before the claim was completed");
    }
    if (dead_ && WIFEXITED(status_) && WEXITSTATUS(status_) == kTsanExit &&
        !harness::supervised()) {
      found(Outcome::kDataRace, "ThreadSanitizer has reported it above");
    }
    if (reader_.check_failed()) found(Outcome::kWrongResult, "a check failed");
    if (trial_.leaves_nothing && !reader_.left().empty()) found(Outcome::kLeak, all_left());
    if (result.outcome == Outcome::kLeak && !trial_.leaves_nothing)
      result.outcome = Outcome::kPassed;
  }

  std::string all_left() const {
    std::string words;
    for (const std::string& what : reader_.left()) words += (words.empty() ? "" : "; ") + what;
    return words;
  }

  void end_all() {
    for (;;) {
      for (const pid_t process : descendants(0)) ::kill(process, SIGKILL);
      if (::waitpid(-1, nullptr, 0) < 0 && errno != EINTR) return;
    }
  }

  const Trial& trial_;
  Fd reports_;
  Fd death_;
  pid_t body_ = 0;
  ReportReader reader_;
  Asleep asleep_;
  std::string asleep_words_;
  bool deadlock_ = false;
  bool out_of_cpu_ = false;
  bool dead_ = false;  // the process of the body, with `status_`
  bool over_ = false;
  int status_ = 0;
  int looks_ = 0;
};

}  // namespace

TrialEnd supervise(const std::function<void()>& body, const Trial& trial) {
  return Supervision(body, trial).watch();
}

}  // namespace lockstep::process
