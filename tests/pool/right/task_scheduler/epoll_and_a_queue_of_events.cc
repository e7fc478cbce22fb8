// Events are taken from sockets and pidfds, a hundred of each at a time, into one queue; epoll
// tells which have some. A packet is a number, so none comes in parts. Jobs are in a map by their
// ids, and who is next is looked for among all of them. SPDX-License-Identifier: MIT
#include "lessons/pool/task_scheduler.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <map>
#include <stdexcept>
#include <system_error>
#include <utility>

extern "C" {
#include <sys/pidfd.h>
}

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

struct Entry {
  Job job;
  Clock::time_point since = Clock::now();
  int overtaken = 0;
  bool has_place = false;
  pid_t process = 0;  // until it was waited for
  int socket = -1;
  int pidfd = -1;
  Clock::time_point begun = {};
  bool killed = false;
};
using Entries = std::map<int, Entry>;

bool is_last(const Event& event) {
  return event.what != What::kBegun && event.what != What::kReported;
}

bool reap(Entry& entry, int& status, int options) {
  if (entry.process == 0) return false;
  pid_t got = 0;
  do got = ::waitpid(entry.process, &status, options);
  while (got < 0 && errno == EINTR);
  if (got == entry.process) entry.process = 0;
  return got > 0;
}

class EpollScheduler : public TaskScheduler {
 public:
  explicit EpollScheduler(int places) : places_(places), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
  }

  ~EpollScheduler() override {
    while (!jobs_.empty()) cancel(jobs_.begin()->first);
    ::close(epoll_);
  }

  int submit(Job job) override {
    if (!job.function) throw std::invalid_argument("no function");
    if (job.interval < job.interval.zero() || job.timeout < job.timeout.zero())
      throw std::invalid_argument("a negative time");
    jobs_[++last_id_].job = std::move(job);
    return last_id_;
  }

  bool cancel(int id) override {
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return false;
    std::erase_if(queue_, [&](const Event& event) { return event.job == id; });
    Entry& entry = found->second;
    int status = 0;
    if (entry.process != 0) {
      ::kill(entry.process, SIGKILL);
      reap(entry, status, 0);
    }
    close_both(entry);
    places_ += entry.has_place;
    jobs_.erase(found);
    return true;
  }

  std::optional<Event> next() override {
    for (;;) {
      kill_overrun();
      while (begin_one()) continue;
      if (queue_.empty()) collect();
      if (!queue_.empty()) return take();
      if (jobs_.empty()) return std::nullopt;
      // It only wakes: what has happened is found when time and places have been looked at.
      epoll_event event;
      ::epoll_wait(epoll_, &event, 1, milliseconds_to_wait());
    }
  }

 private:
  void close_both(Entry& entry) const {
    for (int* fd : {&entry.socket, &entry.pidfd}) {
      if (*fd < 0) continue;
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, *fd, nullptr);
      ::close(std::exchange(*fd, -1));
    }
  }

  void watch(int fd, int id) const {
    epoll_event event = {};
    event.events = EPOLLIN;
    event.data.fd = id;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  static bool over(const Entry& entry) {
    return entry.process != 0 && !entry.killed && entry.job.timeout.count() > 0 &&
           Clock::now() - entry.begun >= entry.job.timeout;
  }

  void kill_overrun() {
    for (auto& [id, entry] : jobs_) {
      siginfo_t info = {};
      if (!over(entry)) continue;
      ::waitid(P_PID, static_cast<id_t>(entry.process), &info, WEXITED | WNOHANG | WNOWAIT);
      if (info.si_pid != 0) continue;
      entry.killed = true;
      ::kill(entry.process, SIGKILL);
    }
  }

  bool begin_one() {
    if (places_ == 0) return false;
    const auto now = Clock::now();
    const auto waits = [&](const Entry& entry) { return !entry.has_place && entry.since <= now; };
    const auto older = [](const Entries::value_type& a, const Entries::value_type& b) {
      return std::pair(a.second.since, a.first) < std::pair(b.second.since, b.first);
    };
    Entries::value_type* oldest = nullptr;
    Entries::value_type* best = nullptr;
    for (auto& each : jobs_) {
      if (!waits(each.second)) continue;
      if (oldest == nullptr || older(each, *oldest)) oldest = &each;
      if (best == nullptr || each.second.job.priority < best->second.job.priority ||
          (each.second.job.priority == best->second.job.priority && older(each, *best)))
        best = &each;
    }
    if (best == nullptr) return false;
    if (oldest->second.overtaken >= kMostOvertakings) best = oldest;
    for (auto& each : jobs_)
      if (waits(each.second) && older(each, *best)) ++each.second.overtaken;
    --places_;
    best->second.has_place = true;
    start(best->first, best->second);
    return true;
  }

  void start(int id, Entry& entry) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) {
      queue_.push_back({id, What::kRefused, errno});
      return;
    }
    entry.begun = Clock::now();
    const pid_t process = ::fork();
    if (process == 0) serve(entry.job, ends[1]);
    const int error = errno;
    ::close(ends[1]);
    if (process < 0) {
      ::close(ends[0]);
      queue_.push_back({id, What::kRefused, error});
      return;
    }
    entry.process = process;
    entry.socket = ends[0];
    entry.pidfd = ::pidfd_open(process, 0);
    watch(entry.socket, id);
    watch(entry.pidfd, id);
    queue_.push_back({id, What::kBegun, process});
  }

  [[noreturn]] static void serve(const Job& job, int socket) noexcept {
    int code = 1;
    try {
      code = job.function([socket](int number) {
        while (::send(socket, &number, sizeof number, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
      });
    } catch (...) {
    }
    ::_exit(code);
  }

  void collect() {
    epoll_event events[16];
    const int found = ::epoll_wait(epoll_, events, 16, 0);
    for (int i = 0; i < found; ++i) {
      const auto job = jobs_.find(events[i].data.fd);
      if (job != jobs_.end()) collect_of(job->first, job->second);
    }
  }

  void collect_of(int id, Entry& entry) {
    siginfo_t info = {};
    if (entry.process == 0) return;
    ::waitid(P_PID, static_cast<id_t>(entry.process), &info, WEXITED | WNOHANG | WNOWAIT);
    for (int i = 0; i < 100; ++i) {
      int number = 0;
      const ssize_t got = ::recv(entry.socket, &number, sizeof number, MSG_DONTWAIT);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        // Nobody is left to report: a socket at its end would be ready for ever.
        if (got == 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, entry.socket, nullptr);
        if (info.si_pid != 0) collect_end(id, entry);
        return;
      }
      queue_.push_back({id, What::kReported, number});
    }
  }

  void collect_end(int id, Entry& entry) {
    int status = 0;
    if (!reap(entry, status, 0)) return;
    close_both(entry);
    if (WIFEXITED(status)) {
      queue_.push_back({id, What::kEnded, WEXITSTATUS(status)});
    } else if (entry.killed && WTERMSIG(status) == SIGKILL) {
      queue_.push_back({id, What::kOverran, 0});
    } else {
      queue_.push_back({id, What::kDied, WTERMSIG(status)});
    }
  }

  Event take() {
    const Event event = queue_.front();
    queue_.pop_front();
    if (!is_last(event)) return event;
    ++places_;
    Job job = std::move(jobs_[event.job].job);
    jobs_.erase(event.job);
    if (job.interval.count() > 0) {
      const auto since = Clock::now() + job.interval;
      jobs_[event.job] = {.job = std::move(job), .since = since};
    }
    return event;
  }

  int milliseconds_to_wait() const {
    auto until = Clock::time_point::max();
    for (const auto& [id, entry] : jobs_) {
      if (!entry.has_place && places_ > 0) until = std::min(until, entry.since);
      if (entry.process != 0 && entry.job.timeout.count() > 0 && !entry.killed)
        until = std::min(until, entry.begun + entry.job.timeout);
    }
    if (until == Clock::time_point::max()) return -1;
    const auto left = until - Clock::now();
    if (left.count() <= 0) return 0;
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
  }

  int places_;
  int epoll_;
  int last_id_ = 0;
  Entries jobs_;
  std::deque<Event> queue_;
};

}  // namespace

std::unique_ptr<TaskScheduler> make_task_scheduler(int places) {
  if (places < 1) throw std::invalid_argument("no places");
  return std::make_unique<EpollScheduler>(places);
}

}  // namespace lockstep
