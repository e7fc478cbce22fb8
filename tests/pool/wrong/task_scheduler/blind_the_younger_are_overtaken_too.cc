// expect: wrong result in TaskScheduler.HigherPriorityFirst
// Each begin counts as an overtaking for all that wait, also for those who have waited less long
// than the one that begins: they have their turn too early.
// SPDX-License-Identifier: MIT
#include "lessons/pool/task_scheduler.h"

extern "C" {
#include <sys/pidfd.h>
}
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <iterator>
#include <list>
#include <map>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "lessons/base/descriptor.h"

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using base::Descriptor;

struct Run {
  int id = 0;
  pid_t process = 0;
  int refused = 0;  // errno
  Descriptor socket;
  Descriptor pidfd;
  bool mute = false;  // nothing more comes from the socket
  bool told = false;  // that it has begun
  bool killed = false;
  std::optional<Time> deadline;
  std::optional<Time> ended;  // when that was found
  char bytes[sizeof(int)] = {};
  std::size_t got = 0;
};

struct Waiter {
  int id;
  int overtaken = 0;
};

// Since when, and what distinguishes those of the same moment.
using Turn = std::pair<Time, std::uint64_t>;

struct Task {
  Job job;
  std::optional<Turn> waits;
  std::list<Run>::iterator run;  // when it does not wait
};

pid_t wait_for(pid_t process, int& status) {
  pid_t got;
  do got = ::waitpid(process, &status, 0);
  while (got < 0 && errno == EINTR);
  return got;
}

[[noreturn]] void run_in_child(int socket, const std::function<int(const Report&)>& function) {
  char go;
  ssize_t n;
  do n = ::recv(socket, &go, 1, 0);
  while (n < 0 && errno == EINTR);
  if (n != 1) ::_exit(1);
  const Report report = [socket](int number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    for (std::size_t sent = 0; sent < sizeof bytes;) {
      const ssize_t m = ::send(socket, bytes + sent, sizeof bytes - sent, MSG_NOSIGNAL);
      if (m >= 0) {
        sent += static_cast<std::size_t>(m);
      } else if (errno != EINTR) {
        return;
      }
    }
  };
  try {
    ::_exit(function(report));
  } catch (...) {
    ::_exit(1);
  }
}

class Scheduler final : public TaskScheduler {
 public:
  explicit Scheduler(int places) : places_(static_cast<std::size_t>(places)) {}

  ~Scheduler() override {
    for (Run& run : runs_) {
      if (run.process > 0) ::kill(run.process, SIGKILL);
    }
    for (Run& run : runs_) {
      int status;
      if (run.process > 0) wait_for(run.process, status);
    }
  }

  int submit(Job job) override {
    if (!job.function) throw std::invalid_argument("no function");
    if (job.interval.count() < 0 || job.timeout.count() < 0)
      throw std::invalid_argument("a negative time");
    const int id = last_id_ + 1;
    const auto task = tasks_.emplace(id, Task{std::move(job), {}, runs_.end()}).first;
    try {
      wait_from(task, Clock::now());
    } catch (...) {
      tasks_.erase(task);
      throw;
    }
    return last_id_ = id;
  }

  bool cancel(int id) override {
    const auto task = tasks_.find(id);
    if (task == tasks_.end()) return false;
    if (task->second.waits) {
      waiting_.erase(*task->second.waits);
    } else {
      Run& run = *task->second.run;
      if (run.process > 0) {
        int status;
        ::kill(run.process, SIGKILL);
        wait_for(run.process, status);
      }
      std::erase(untold_, id);
      runs_.erase(task->second.run);
    }
    tasks_.erase(task);
    return true;
  }

  std::optional<Event> next() override {
    for (;;) {
      kill_what_overruns();
      begin_what_waits();
      if (const auto event = find_event()) return event;
      if (tasks_.empty()) return std::nullopt;
      sleep();
    }
  }

 private:
  using Tasks = std::map<int, Task>;

  void wait_from(Tasks::iterator task, Time since) {
    const Turn turn(since, ++turns_);
    waiting_.emplace(turn, Waiter{task->first});
    task->second.waits = turn;
  }

  // Looks whether the process has ended.
  void look(Run& run) {
    if (run.ended || run.process <= 0) return;
    siginfo_t info = {};
    int result;
    do result = ::waitid(P_PID, static_cast<id_t>(run.process), &info, WEXITED | WNOHANG | WNOWAIT);
    while (result < 0 && errno == EINTR);
    if (result < 0 || info.si_pid != run.process) return;
    run.ended = Clock::now();
    ::shutdown(run.socket.get(), SHUT_RD);
  }

  void kill_what_overruns() {
    const Time now = Clock::now();
    for (Run& run : runs_) {
      if (!run.deadline || now < *run.deadline) continue;
      run.deadline.reset();
      look(run);
      if (run.ended) continue;
      ::kill(run.process, SIGKILL);
      run.killed = true;
    }
  }

  void begin_what_waits() {
    while (runs_.size() < places_) {
      const auto first = waiting_.begin();
      const auto end = waiting_.upper_bound(Turn(Clock::now(), UINT64_MAX));
      if (first == end) return;
      auto next = first;
      if (first->second.overtaken < kMostOvertakings) {
        for (auto it = first; it != end; ++it) {
          if (priority_of(it->second.id) < priority_of(next->second.id)) next = it;
        }
      }
      for (auto it = first; it != end; ++it) {
        if (it != next) ++it->second.overtaken;
      }
      begin(next);
    }
  }

  Priority priority_of(int id) { return tasks_.find(id)->second.job.priority; }

  void begin(std::map<Turn, Waiter>::iterator waiter) {
    const int id = waiter->second.id;
    const auto task = tasks_.find(id);
    untold_.push_back(id);
    try {
      runs_.emplace_back();
    } catch (...) {
      untold_.pop_back();
      throw;
    }
    const auto run = std::prev(runs_.end());
    run->id = id;
    task->second.run = run;
    task->second.waits.reset();
    waiting_.erase(waiter);
    run->refused = start(*run, task->second.job);
    if (run->refused != 0) {
      run->ended = Clock::now();
      run->socket = Descriptor();
    }
  }

  // Returns 0, or errno; then there is no process.
  int start(Run& run, const Job& job) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return errno;
    run.socket = Descriptor(ends[0]);
    const Descriptor theirs(ends[1]);
    const pid_t process = ::fork();
    if (process < 0) return errno;
    if (process == 0) {
      for (const Run& other : runs_) {
        if (other.socket) ::close(other.socket.get());
        if (other.pidfd) ::close(other.pidfd.get());
      }
      run_in_child(theirs.get(), job.function);
    }
    const int pidfd = ::pidfd_open(process, 0);
    if (pidfd < 0) {
      const int error = errno;
      int status;
      ::kill(process, SIGKILL);
      wait_for(process, status);
      return error;
    }
    run.process = process;
    run.pidfd = Descriptor(pidfd);
    while (::send(run.socket.get(), "g", 1, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
    if (job.timeout.count() > 0) run.deadline = Clock::now() + job.timeout;
    return 0;
  }

  std::optional<Event> find_event() {
    // By turns, so that neither those that begin nor those that report hold up the others.
    for (int i = 0; i < 2; ++i) {
      begins_first_ = !begins_first_;
      if (const auto event = begins_first_ ? first_event() : later_event()) return event;
    }
    return std::nullopt;
  }

  std::optional<Event> first_event() {
    if (untold_.empty()) return std::nullopt;
    const int id = untold_.front();
    untold_.pop_front();
    Run& run = *tasks_.find(id)->second.run;
    if (run.refused != 0) {
      const Event event{id, What::kRefused, run.refused};
      finish(run);
      return event;
    }
    run.told = true;
    return Event{id, What::kBegun, run.process};
  }

  std::optional<Event> later_event() {
    for (auto run = runs_.begin(); run != runs_.end(); ++run) {
      if (!run->told) continue;
      look(*run);  // before the socket: what was reported before the end is there then
      if (const auto number = receive(*run)) {
        runs_.splice(runs_.end(), runs_, run);
        return Event{run->id, What::kReported, *number};
      }
      if (run->ended) return last_event(*run);
    }
    return std::nullopt;
  }

  std::optional<int> receive(Run& run) {
    while (!run.mute && run.got < sizeof run.bytes) {
      const ssize_t n =
          ::recv(run.socket.get(), run.bytes + run.got, sizeof run.bytes - run.got, MSG_DONTWAIT);
      if (n > 0) {
        run.got += static_cast<std::size_t>(n);
      } else if (n == 0) {
        run.mute = true;
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return std::nullopt;
      } else if (errno != EINTR) {
        run.mute = true;
      }
    }
    if (run.got < sizeof run.bytes) return std::nullopt;
    int number;
    std::memcpy(&number, run.bytes, sizeof number);
    run.got = 0;
    return number;
  }

  Event last_event(Run& run) {
    int status = 0;
    wait_for(run.process, status);
    Event event{run.id, What::kEnded, 0};
    if (WIFEXITED(status)) {
      event.number = WEXITSTATUS(status);
    } else if (run.killed && WTERMSIG(status) == SIGKILL) {
      event.what = What::kOverran;
    } else {
      event.what = What::kDied;
      event.number = WTERMSIG(status);
    }
    finish(run);
    return event;
  }

  // Its last event is about to be returned.
  void finish(Run& run) {
    const auto task = tasks_.find(run.id);
    const Time ended = *run.ended;
    runs_.erase(task->second.run);
    task->second.run = runs_.end();
    if (task->second.job.interval.count() > 0) {
      wait_from(task, ended + task->second.job.interval);
    } else {
      tasks_.erase(task);
    }
  }

  void sleep() {
    std::vector<pollfd> asked;
    std::optional<Time> until;
    for (const Run& run : runs_) {
      asked.push_back({run.pidfd.get(), POLLIN, 0});
      if (!run.mute) asked.push_back({run.socket.get(), POLLIN, 0});
      if (run.deadline && (!until || *run.deadline < *until)) until = run.deadline;
    }
    if (runs_.size() < places_ && !waiting_.empty()) {
      const Time due = waiting_.begin()->first.first;
      if (!until || due < *until) until = due;
    }
    timespec rest = {};
    if (until) {
      const auto left = std::max<std::chrono::nanoseconds>(*until - Clock::now(), {});
      rest.tv_sec = left.count() / 1'000'000'000;
      rest.tv_nsec = left.count() % 1'000'000'000;
    }
    if (::ppoll(asked.data(), asked.size(), until ? &rest : nullptr, nullptr) < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "ppoll");
  }

  const std::size_t places_;
  int last_id_ = 0;
  std::uint64_t turns_ = 0;
  std::list<Run> runs_;  // who was told least recently first
  Tasks tasks_;
  std::map<Turn, Waiter> waiting_;  // for a place or for its time
  std::deque<int> untold_;          // whose first event is to come
  bool begins_first_ = false;
};

}  // namespace

std::unique_ptr<TaskScheduler> make_task_scheduler(int places) {
  if (places < 1) throw std::invalid_argument("no place");
  return std::make_unique<Scheduler>(places);
}

}  // namespace lockstep
