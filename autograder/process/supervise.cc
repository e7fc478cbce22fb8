// SPDX-License-Identifier: MIT
#include "autograder/process/supervise.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "autograder/base/check.h"
#include "autograder/base/fd.h"
#include "autograder/process/body.h"
#include "autograder/process/judge.h"
#include "autograder/process/order.h"
#include "autograder/runner/asleep.h"
#include "autograder/runner/tree.h"

namespace lockstep::process {
namespace {

constexpr int kLookMs = 5;
constexpr int kReportsBetweenLooks = 100;

// A trial in which all sleep is over when so many looks more have seen the same: what the kernel
// shows of a process that begins or ends at that very moment may lack it.
constexpr int kLooksAtHang = 10;

// For how long those who are awake are waited for: so many looks while none of them could run, one
// after the other or in all, and so much CPU time, however busy the machine is.
constexpr int kLooksAtStopped = 4;
constexpr double kCpuBesideStopped = 0.3;
constexpr int kLooksAtSurvivors = 400;  // what outlives the body has some two seconds to end
constexpr double kCpuOfSurvivors = 1;

// Whether a thread runs, or would on a machine with nothing else to do.
bool any_ready(const std::vector<pid_t>& processes) {
  return std::ranges::any_of(processes, [](pid_t process) {
    return states_of(process).find_first_of("RD") != std::string::npos;
  });
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
    return {judge(seen_, trial_), seen_.reports.met()};
  }

 private:
  void look() {
    pollfd entries[] = {{reports_.get(), POLLIN, 0}, {seen_.dead ? -1 : death_.get(), POLLIN, 0}};
    const int ready = ::poll(entries, 2, kLookMs);
    if (ready < 0) return;
    read_reports();
    if (entries[1].revents != 0) {
      check("waitpid", ::waitpid(body_, &seen_.status, 0));
      seen_.dead = true;
    }
    const bool any_left = reap_orphans();
    if (seen_.dead && !any_left) {
      over_ = true;
    } else if (ready == 0 || seen_.dead || ++reports_in_a_row_ % kReportsBetweenLooks == 0) {
      look_at_sleepers();
    }
  }

  void read_reports() {
    char bytes[4096];
    for (ssize_t n; (n = ::read(reports_.get(), bytes, sizeof bytes)) > 0;) {
      seen_.reports.add(bytes, static_cast<std::size_t>(n));
    }
  }

  // Whether there are children that have not ended. Orphans that have are waited for.
  bool reap_orphans() {
    siginfo_t child = {};
    while (::waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0 && child.si_pid != 0) {
      if (child.si_pid == body_ && !seen_.dead) return true;
      ::waitpid(child.si_pid, nullptr, 0);
      child = {};
    }
    return ::waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0;
  }

  void look_at_sleepers() {
    const std::vector<pid_t> processes = descendants(0);
    const bool asleep = !asleep_.look(processes).empty();
    looks_at_hang_ = asleep ? looks_at_hang_ + 1 : 0;
    if (seen_.reports.stopped() != 0) {
      looks_ = any_ready(processes) ? 0 : looks_ + 1;
      if (asleep || looks_ >= kLooksAtStopped || used_since(processes) > kCpuBesideStopped) {
        let_stopped_go_on();
      }
    } else if (asleep && seen_.reports.any_waiting()) {
      let_next_go_on();
    } else if (looks_at_hang_ > kLooksAtHang || (seen_.dead && survivors_stay(processes))) {
      (seen_.dead ? seen_.remains : seen_.asleep) = words_for(processes);
      seen_.deadlock = asleep_.wait_for_each_other();
      over_ = true;
    } else if (use_of(processes).cpu_seconds > kCpuSeconds) {
      seen_.out_of_cpu = over_ = true;
    }
  }

  bool survivors_stay(const std::vector<pid_t>& processes) {
    if (!any_ready(processes)) ++looks_;
    return looks_ >= kLooksAtSurvivors || used_since(processes) > kCpuOfSurvivors;
  }

  // CPU time since the first call, in seconds.
  double used_since(const std::vector<pid_t>& processes) {
    const double used = use_of(processes).cpu_seconds;
    if (!used_before_) used_before_ = used;
    return used - *used_before_;
  }

  void let_stopped_go_on() {
    const char state = state_of(seen_.reports.stopped());
    if (state != 'T' && state != 'Z' && state != 'X') return;  // it is about to stop
    if (state == 'T') ::kill(seen_.reports.stopped(), SIGCONT);
    seen_.reports.stopped_goes_on();
    asleep_ = {};
    looks_ = 0;
    used_before_.reset();
  }

  // One at a time: of two accesses in the same moment ThreadSanitizer may see neither in time.
  void let_next_go_on() {
    const ReportReader::Thread next = seen_.reports.next_waiting();
    ::syscall(SYS_tgkill, next.process, next.id, kGoOn);
    asleep_ = {};
  }

  // "process 1 waits for the end of a child; process 1.1 ...".
  std::string words_for(const std::vector<pid_t>& processes) const {
    std::string words;
    for (const pid_t process : processes) {
      for (const std::string& wait : asleep_.waits_of(process)) {
        words +=
            (words.empty() ? "" : "; ") + seen_.reports.name_of(process) + " waits for " + wait;
      }
    }
    return words.empty() ? "it still runs" : words;
  }

  void end_all() {
    // Who has been stopped does nothing any more, also when the end of another one wakes it.
    for (const pid_t process : descendants(0)) ::kill(process, SIGSTOP);
    for (;;) {
      for (const pid_t process : descendants(0)) ::kill(process, SIGKILL);
      if (::waitpid(-1, nullptr, 0) < 0 && errno != EINTR) return;
    }
  }

  const Trial& trial_;
  Fd reports_;
  Fd death_;
  pid_t body_ = 0;
  Seen seen_;
  Asleep asleep_;
  bool over_ = false;
  int looks_at_hang_ = 0;
  int looks_ = 0;
  std::optional<double> used_before_;
  int reports_in_a_row_ = 0;
};

}  // namespace

TrialEnd supervise(const std::function<void()>& body, const Trial& trial) {
  return Supervision(body, trial).watch();
}

}  // namespace lockstep::process
