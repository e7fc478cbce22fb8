// Reports go through a ring in shared memory with two counting descriptors, one for the places that
// are free and one for those that are full: the bounded buffer with two semaphores. A process has
// ended when its pidfd says so.
// SPDX-License-Identifier: MIT
#include "lessons/pool/task_scheduler.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <list>
#include <stdexcept>
#include <utility>
#include <vector>

extern "C" {
#include <sys/pidfd.h>
}

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kSize = 256;

struct Ring {
  int* numbers = nullptr;
  int free = -1;
  int full = -1;
  unsigned next = 0;  // each side has its own

  bool make() {
    void* const memory = ::mmap(nullptr, kSize * sizeof(int), PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return false;
    numbers = static_cast<int*>(memory);
    free = ::eventfd(kSize, EFD_SEMAPHORE | EFD_CLOEXEC);
    full = ::eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC);
    return free >= 0 && full >= 0;
  }

  void drop() {
    if (numbers != nullptr) ::munmap(std::exchange(numbers, nullptr), kSize * sizeof(int));
    if (free >= 0) ::close(std::exchange(free, -1));
    if (full >= 0) ::close(std::exchange(full, -1));
  }

  static void down(int semaphore) {
    std::uint64_t one = 0;
    while (::read(semaphore, &one, sizeof one) < 0 && errno == EINTR) continue;
  }
  static void up(int semaphore) {
    const std::uint64_t one = 1;
    while (::write(semaphore, &one, sizeof one) < 0 && errno == EINTR) continue;
  }

  void put(int number) {
    down(free);
    numbers[next++ % kSize] = number;
    up(full);
  }
  int get() {
    down(full);
    const int number = numbers[next++ % kSize];
    up(free);
    return number;
  }
};

// While no interrupted call is over.
bool readable(int fd) {
  pollfd entry = {fd, POLLIN, 0};
  while (::poll(&entry, 1, 0) < 0) continue;
  return entry.revents != 0;
}

struct Task {
  int id;
  Job job;
  Clock::time_point since;
  int overtaken = 0;
  bool running = false;
  bool told = false;
  bool killed = false;
  int error = 0;
  pid_t process = -1;
  int pidfd = -1;
  Clock::time_point end = Clock::time_point::max();
  Ring ring = {};
};
using Iterator = std::list<Task>::iterator;

// Waits for the process; what came of it.
Event bury(Task& task) {
  int status = 0;
  while (::waitpid(task.process, &status, 0) < 0 && errno == EINTR) continue;
  ::close(std::exchange(task.pidfd, -1));
  task.ring.drop();
  if (WIFEXITED(status)) return {task.id, What::kEnded, WEXITSTATUS(status)};
  if (task.killed && WTERMSIG(status) == SIGKILL) return {task.id, What::kOverran, 0};
  return {task.id, What::kDied, WTERMSIG(status)};
}

void stop(Task& task) {
  if (task.pidfd < 0) return task.ring.drop();
  ::kill(task.process, SIGKILL);
  bury(task);
}

int start(Task& task) {
  if (!task.ring.make()) return errno;
  const auto begin = Clock::now();
  task.process = ::fork();
  if (task.process < 0) return errno;
  if (task.process == 0) {
    [&]() noexcept {
      int code = 1;
      try {
        code = task.job.function([&](int number) { task.ring.put(number); });
      } catch (...) {
      }
      ::_exit(code);
    }();
  }
  task.pidfd = ::pidfd_open(task.process, 0);
  if (task.job.timeout.count() > 0) task.end = begin + task.job.timeout;
  return 0;
}

class RingScheduler : public TaskScheduler {
 public:
  explicit RingScheduler(int places) : places_(places) {}
  ~RingScheduler() override {
    for (Task& task : tasks_) stop(task);
  }

  int submit(Job job) override {
    if (!job.function || job.interval.count() < 0 || job.timeout.count() < 0)
      throw std::invalid_argument("not a job");
    tasks_.push_back({++ids_, std::move(job), Clock::now()});
    return ids_;
  }

  bool cancel(int id) override {
    for (Iterator task = tasks_.begin(); task != tasks_.end(); ++task) {
      if (task->id != id) continue;
      stop(*task);
      tasks_.erase(task);
      return true;
    }
    return false;
  }

  std::optional<Event> next() override {
    for (;;) {
      for (Task& task : tasks_) {
        if (task.killed || task.end > Clock::now() || readable(task.pidfd)) continue;
        task.killed = true;
        ::kill(task.process, SIGKILL);
      }
      while (running() < places_ && begin_best()) continue;
      for (Iterator task = tasks_.begin(); task != tasks_.end(); ++task)
        if (const auto event = event_of(task)) return event;
      if (tasks_.empty()) return std::nullopt;
      sleep();
    }
  }

 private:
  std::ptrdiff_t running() const {
    return std::count_if(tasks_.begin(), tasks_.end(),
                         [](const Task& task) { return task.running; });
  }

  bool begin_best() {
    std::vector<Iterator> waiting;
    const auto now = Clock::now();
    for (Iterator task = tasks_.begin(); task != tasks_.end(); ++task)
      if (!task->running && task->since <= now) waiting.push_back(task);
    if (waiting.empty()) return false;
    std::sort(waiting.begin(), waiting.end(), [](Iterator a, Iterator b) {
      return std::pair(a->since, a->id) < std::pair(b->since, b->id);
    });
    auto best = waiting.begin();
    if ((*best)->overtaken < kMostOvertakings)
      best = std::min_element(best, waiting.end(), [](Iterator a, Iterator b) {
        return a->job.priority < b->job.priority;
      });
    for (auto each = waiting.begin(); each != best; ++each) ++(*each)->overtaken;
    tasks_.splice(tasks_.end(), tasks_, *best);
    (*best)->running = true;
    (*best)->error = start(**best);
    return true;
  }

  std::optional<Event> event_of(Iterator task) {
    if (!task->running) return std::nullopt;
    Event event = {task->id, What::kBegun, task->process};
    if (task->error != 0) {
      event = {task->id, What::kRefused, task->error};
      task->ring.drop();
    } else if (std::exchange(task->told, true)) {
      const bool ended = readable(task->pidfd);
      if (readable(task->ring.full)) {
        event = {task->id, What::kReported, task->ring.get()};
      } else if (ended) {
        event = bury(*task);
      } else {
        return std::nullopt;
      }
    }
    tasks_.splice(tasks_.end(), tasks_, task);
    if (event.what == What::kBegun || event.what == What::kReported) return event;
    const auto interval = task->job.interval;
    if (interval.count() > 0)
      tasks_.push_back({task->id, std::move(task->job), Clock::now() + interval});
    tasks_.erase(task);
    return event;
  }

  void sleep() {
    std::vector<pollfd> entries;
    auto until = Clock::time_point::max();
    const bool free = running() < places_;
    for (const Task& task : tasks_) {
      if (!task.running) {
        if (free) until = std::min(until, task.since);
        continue;
      }
      entries.push_back({task.pidfd, POLLIN, 0});
      entries.push_back({task.ring.full, POLLIN, 0});
      if (!task.killed) until = std::min(until, task.end);
    }
    if (until == Clock::time_point::max()) {
      ::ppoll(entries.data(), entries.size(), nullptr, nullptr);
      return;
    }
    const auto left = std::max(Clock::duration::zero(), until - Clock::now());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec time = {seconds.count(), (left - seconds).count()};
    ::ppoll(entries.data(), entries.size(), &time, nullptr);
  }

  int places_;
  int ids_ = 0;
  std::list<Task> tasks_;
};

}  // namespace

std::unique_ptr<TaskScheduler> make_task_scheduler(int places) {
  if (places < 1) throw std::invalid_argument("not a number of places");
  return std::make_unique<RingScheduler>(places);
}

}  // namespace lockstep
