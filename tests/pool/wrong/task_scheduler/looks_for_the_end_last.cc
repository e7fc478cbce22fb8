// expect: wrong result in TaskScheduler.ReportsComeBeforeTheEnd
// It asks for reports and then whether the run has ended: what comes between the two looks is
// lost.
// SPDX-License-Identifier: MIT
#include "lessons/pool/task_scheduler.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <list>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 forgets that C++ may include it
}

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

struct Run {
  int id;
  Job job;
  int overtaken = 0;
  pid_t process = -1;
  int reports = -1;  // the pipe
  int life = -1;     // the pidfd
  Clock::time_point end = Clock::time_point::max();
  bool killed = false;
  std::optional<Event> first = std::nullopt;  // until it is told
  std::optional<Event> last = std::nullopt;   // once there is no process any more
};

void close_all(const Run& run) {
  if (run.reports >= 0) ::close(run.reports);
  if (run.life >= 0) ::close(run.life);
}

// Waits for the end of the process; with WNOHANG only looks. Whether it has ended.
bool has_ended(Run& run, int options) {
  if (run.last) return true;
  int status = 0;
  pid_t got = 0;
  while ((got = ::waitpid(run.process, &status, options)) < 0 && errno == EINTR) continue;
  if (got != run.process) return false;
  run.last = WIFEXITED(status) ? Event{run.id, What::kEnded, WEXITSTATUS(status)}
             : run.killed && WTERMSIG(status) == SIGKILL
                 ? Event{run.id, What::kOverran, 0}
                 : Event{run.id, What::kDied, WTERMSIG(status)};
  return true;
}

// A process that has been waited for is not killed: its number may be another's by now.
void kill(Run& run) {
  if (has_ended(run, WNOHANG)) return;
  ::kill(run.process, SIGKILL);
  run.killed = true;
}

void finish(Run& run) {
  kill(run);
  has_ended(run, 0);
  close_all(run);
}

// The life of a run.
[[noreturn]] void serve(const Job& job, int reports) noexcept {
  int code = 1;
  try {
    code = job.function([reports](int number) {
      // So few bytes are written to a pipe as a whole.
      while (::write(reports, &number, sizeof number) < 0 && errno == EINTR) continue;
    });
  } catch (...) {
  }
  ::_exit(code);
}

std::optional<int> next_report(Run& run) {
  int number = 0;
  for (std::size_t have = 0; have < sizeof number;) {
    char* at = reinterpret_cast<char*>(&number) + have;
    const ssize_t got = ::read(run.reports, at, sizeof number - have);
    if (got > 0) have += static_cast<std::size_t>(got);
    if (got > 0 || (got < 0 && errno == EINTR)) continue;
    // Its end, while the process lives: poll() would tell it again and again.
    if (got == 0) ::close(std::exchange(run.reports, -1));
    return std::nullopt;
  }
  return number;
}

std::optional<Event> event_of(Run& run) {
  if (run.first) return std::exchange(run.first, std::nullopt);
  if (const auto number = next_report(run)) return Event{run.id, What::kReported, *number};
  has_ended(run, WNOHANG);
  return run.last;
}

class PollScheduler : public TaskScheduler {
 public:
  explicit PollScheduler(std::size_t places) : places_(places) {}

  ~PollScheduler() override { std::for_each(runs_.begin(), runs_.end(), finish); }

  int submit(Job job) override {
    if (!job.function || job.interval.count() < 0 || job.timeout.count() < 0)
      throw std::invalid_argument("a job has a function, and no time is negative");
    waiting_.insert({{Clock::now(), ++last_id_}, {last_id_, std::move(job)}});
    return last_id_;
  }

  bool cancel(int id) override {
    if (std::erase_if(waiting_, [=](const auto& entry) { return entry.second.id == id; }) > 0)
      return true;
    return runs_.remove_if([=](Run& run) { return run.id == id && (finish(run), true); }) > 0;
  }

  std::optional<Event> next() override {
    for (;; sleep()) {
      for (Run& run : runs_)
        if (!run.killed && run.end <= Clock::now()) kill(run);
      while (runs_.size() < places_ && !waiting_.empty() && is_due(waiting_.begin())) begin();
      if (const auto event = take_event()) return event;
      if (runs_.empty() && waiting_.empty()) return std::nullopt;
    }
  }

 private:
  // By when it began to wait, or will, and its job: the first has waited longest.
  using Waiting = std::map<std::pair<Clock::time_point, int>, Run>;

  static bool is_due(Waiting::iterator entry) { return entry->first.first <= Clock::now(); }

  Run take_best() {
    auto best = waiting_.begin();
    if (best->second.overtaken < kMostOvertakings)
      for (auto entry = best; entry != waiting_.end() && is_due(entry); ++entry)
        if (entry->second.job.priority < best->second.job.priority) best = entry;
    for (auto entry = waiting_.begin(); entry != best; ++entry) ++entry->second.overtaken;
    return std::move(waiting_.extract(best).mapped());
  }

  void begin() {
    Run& run = runs_.emplace_back(take_best());
    int ends[2] = {-1, -1};
    if (::pipe(ends) == 0) {
      run.reports = ends[0];
      ::fcntl(run.reports, F_SETFL, O_NONBLOCK);
      if (run.job.timeout.count() > 0) run.end = Clock::now() + run.job.timeout;
      run.process = ::fork();
      if (run.process == 0) {
        std::for_each(runs_.begin(), runs_.end(), close_all);
        serve(run.job, ends[1]);
      }
      if (run.process > 0) run.life = ::pidfd_open(run.process, 0);
    }
    if (run.life >= 0) {
      run.first = {run.id, What::kBegun, run.process};
    } else {
      const int refusal = errno;
      if (run.process > 0) kill(run), has_ended(run, 0);
      close_all(run);
      run.reports = -1;
      run.last = {run.id, What::kRefused, refusal};
    }
    if (ends[1] >= 0) ::close(ends[1]);
  }

  // Who has told something goes to the end: then it is the turn of the others.
  std::optional<Event> take_event() {
    for (auto run = runs_.begin(); run != runs_.end(); ++run) {
      const auto event = event_of(*run);
      if (!event) continue;
      runs_.splice(runs_.end(), runs_, run);
      if (event->what == What::kBegun || event->what == What::kReported) return event;
      finish(*run);
      if (const auto interval = run->job.interval; interval.count() > 0)
        waiting_.insert({{Clock::now() + interval, run->id}, {run->id, std::move(run->job)}});
      runs_.erase(run);
      return event;
    }
    return std::nullopt;
  }

  // Until a run reports something or ends, or a time has come.
  void sleep() {
    std::vector<pollfd> wakers;
    auto until = Clock::time_point::max();
    if (runs_.size() < places_ && !waiting_.empty()) until = waiting_.begin()->first.first;
    for (const Run& run : runs_) {
      wakers.insert(wakers.end(), {{run.reports, POLLIN, 0}, {run.life, POLLIN, 0}});
      if (!run.killed) until = std::min(until, run.end);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    const bool for_good = until == Clock::time_point::max();
    ::poll(wakers.data(), wakers.size(),
           for_good ? -1 : std::max(0, static_cast<int>(left.count())));
  }

  std::size_t places_;
  int last_id_ = 0;
  Waiting waiting_;
  std::list<Run> runs_;  // those that take a place
};

}  // namespace

std::unique_ptr<TaskScheduler> make_task_scheduler(int places) {
  if (places < 1) throw std::invalid_argument("a scheduler has a place");
  return std::make_unique<PollScheduler>(static_cast<std::size_t>(places));
}

}  // namespace lockstep
