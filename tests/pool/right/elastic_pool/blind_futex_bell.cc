// SPDX-License-Identifier: MIT
// Another right way: all sleep on one futex word, a bell that rings at each change, each thread
// until its own moment.
#include "lessons/pool/elastic_pool.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

using Task = std::function<void()>;

class BellPool : public ElasticPool {
 public:
  BellPool(int minimum, int maximum, nanoseconds idle_time)
      : minimum_(static_cast<std::size_t>(minimum)),
        maximum_(static_cast<std::size_t>(maximum)),
        idle_time_(idle_time) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int i = 0; i < minimum; ++i) start();
  }

  ~BellPool() override {
    std::unique_lock<std::mutex> lock(mutex_);
    closing_ = true;
    while (!queue_.empty() || idle_ < workers_.size()) listen(lock, nullptr);
    for (Worker& worker : workers_) worker.goes = true;
    gone_.splice(gone_.end(), workers_);
    ring();
    lock.unlock();
    for (Worker& worker : gone_) worker.thread.join();  // nobody changes the list any more
  }

  void submit(Task task) override {
    std::list<Worker> ended;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      expire();
      queue_.push_back(std::move(task));
      if (queue_.size() > idle_ && workers_.size() < maximum_) {
        start();
        for (auto it = gone_.begin(); it != gone_.end();) {
          const auto worker = it++;
          if (worker->ended) ended.splice(ended.end(), gone_, worker);
        }
      }
      ring();
    }
    for (Worker& worker : ended) worker.thread.join();  // it has nothing to do any more
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::size_t over = 0;
    if (!closing_ && queue_.empty()) {
      const auto now = steady_clock::now();
      for (const Worker& worker : workers_) over += worker.may_go(now) ? 1 : 0;
    }
    return static_cast<int>(workers_.size() - std::min(over, workers_.size() - minimum_));
  }

 private:
  struct Worker {
    bool idle = true;
    bool stays = false;                   // it had to stay when its idle time was over
    bool goes = false;                    // it does not count any more, and is in gone_
    bool ended = false;                   // it needs no lock any more
    steady_clock::time_point deadline{};  // the end of its idle time, while it is idle
    std::thread thread{};

    bool may_go(steady_clock::time_point now) const { return idle && !stays && deadline <= now; }
  };

  // All the following are called with mutex_ locked, but for work().

  void start() {
    Worker& worker = workers_.emplace_back();
    ++idle_;
    worker.deadline = steady_clock::now() + idle_time_;
    worker.thread = std::thread([this, &worker] { work(worker); });
  }

  // Sends home the idle workers whose time is over, in the order of their times.
  void expire() {
    if (closing_ || !queue_.empty()) return;
    const auto now = steady_clock::now();
    for (;;) {
      auto first = workers_.end();
      for (auto it = workers_.begin(); it != workers_.end(); ++it) {
        if (!it->may_go(now)) continue;
        if (first == workers_.end() || it->deadline < first->deadline) first = it;
      }
      if (first == workers_.end()) return;
      if (workers_.size() > minimum_) {
        first->goes = true;  // seen when its time-out wakes it
        --idle_;
        gone_.splice(gone_.end(), workers_, first);
      } else {
        first->stays = true;
      }
    }
  }

  void work(Worker& me) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!me.goes) {
      if (!queue_.empty()) {
        Task task = std::move(queue_.front());
        queue_.pop_front();
        me.idle = false;
        --idle_;
        expire();  // it may have been the last one that kept others here
        lock.unlock();
        try {
          task();
        } catch (...) {  // dropped
        }
        const auto end = steady_clock::now();
        task = nullptr;
        lock.lock();
        me.idle = true;
        ++idle_;
        me.stays = false;
        me.deadline = end + idle_time_;
        if (closing_ && queue_.empty() && idle_ == workers_.size()) ring();
      } else {
        const auto deadline = me.deadline;
        listen(lock, closing_ || me.stays ? nullptr : &deadline);
        if (!me.goes) expire();
      }
    }
    me.ended = true;
  }

  void ring() {
    bell_.fetch_add(1);
    ::syscall(SYS_futex, &bell_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, 0, 0);
  }

  // Unlocks `lock` until the bell rings, or until the deadline if there is one, or less.
  void listen(std::unique_lock<std::mutex>& lock, const steady_clock::time_point* deadline) {
    const std::uint32_t heard = bell_.load();  // it rings with the lock locked
    lock.unlock();
    if (deadline == nullptr) {
      ::syscall(SYS_futex, &bell_, FUTEX_WAIT_PRIVATE, heard, nullptr, nullptr, 0);
    } else if (const nanoseconds left = *deadline - steady_clock::now(); left > nanoseconds(0)) {
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
      timespec time{};
      time.tv_sec = static_cast<time_t>(seconds.count());
      time.tv_nsec = static_cast<long>((left - nanoseconds(seconds)).count());
      ::syscall(SYS_futex, &bell_, FUTEX_WAIT_PRIVATE, heard, &time, nullptr, 0);
    }
    lock.lock();
  }

  const std::size_t minimum_;
  const std::size_t maximum_;
  const nanoseconds idle_time_;
  std::atomic<std::uint32_t> bell_{0};
  mutable std::mutex mutex_;
  std::deque<Task> queue_;     // guarded by mutex_, as all that follows
  std::list<Worker> workers_;  // those that count
  std::list<Worker> gone_;     // those that do not, and are not joined yet
  std::size_t idle_ = 0;       // of workers_
  bool closing_ = false;
};

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum, nanoseconds idle_time) {
  if (minimum < 0 || maximum < 1 || maximum < minimum || idle_time <= nanoseconds(0)) {
    throw std::invalid_argument("0 <= minimum <= maximum, 1 <= maximum, and 0 < idle time");
  }
  return std::make_unique<BellPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep
