// SPDX-License-Identifier: MIT
// Another right way: one number says how many hands are free, that is workers without a task minus
// tasks without a worker. A semaphore brings the tasks; a worker that wakes with nothing to do
// looks whether it may leave. All threads are kept until the end, and joined there.
#include "lessons/pool/elastic_pool.h"

#include <semaphore.h>
#include <time.h>

#include <cerrno>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

// A moment on the clock that nobody can set.
timespec after(std::chrono::nanoseconds time) {
  timespec moment{};
  clock_gettime(CLOCK_MONOTONIC, &moment);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  moment.tv_sec += seconds.count();
  moment.tv_nsec += (time - seconds).count();
  if (moment.tv_nsec >= 1'000'000'000) {
    moment.tv_nsec -= 1'000'000'000;
    ++moment.tv_sec;
  }
  return moment;
}

class MyElasticPool : public ElasticPool {
 public:
  MyElasticPool(int minimum, int maximum, std::chrono::nanoseconds idle_time)
      : minimum_(minimum), maximum_(maximum), idle_time_(idle_time) {
    if (minimum < 0 || maximum < 1 || minimum > maximum) throw std::invalid_argument("bounds");
    if (idle_time <= std::chrono::nanoseconds(0)) throw std::invalid_argument("idle time");
    sem_init(&calls_, 0, 0);
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < minimum; ++i) start();
  }

  ~MyElasticPool() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      for (int i = 0; i < size_; ++i) sem_post(&calls_);
    }
    // Tasks may start more threads, as long as one that was started before them runs.
    for (std::size_t i = 0;; ++i) {
      std::thread next;
      {
        const std::lock_guard lock(mutex_);
        if (i == threads_.size()) break;
        next = std::move(threads_[i]);
      }
      next.join();
    }
    sem_destroy(&calls_);
  }

  void submit(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(task));
    if (--free_ < 0 && size_ < maximum_) start();
    sem_post(&calls_);
  }

  int size() const override {
    const std::lock_guard lock(mutex_);
    return size_;
  }

 private:
  void start() {
    ++size_;
    ++free_;
    threads_.emplace_back([this] { work(); });
  }

  void work() {
    for (;;) {
      auto task = next();
      if (!task) return;
      try {
        task();
      } catch (...) {
      }
      task = nullptr;
      const std::lock_guard lock(mutex_);
      ++free_;
    }
  }

  // Empty when this worker has left. Calls may come that are for nobody, one for each task that was
  // taken by a worker whose time was over.
  std::function<void()> next() {
    const timespec deadline = after(idle_time_);
    for (bool timed = may_leave();;) {
      const int result =
          timed ? sem_clockwait(&calls_, CLOCK_MONOTONIC, &deadline) : sem_wait(&calls_);
      const bool over = result != 0 && errno == ETIMEDOUT;
      const std::lock_guard lock(mutex_);
      if (!waiting_.empty()) {
        auto task = std::move(waiting_.front());
        waiting_.pop_front();
        return task;
      }
      if (ending_ || (over && size_ > minimum_)) {
        --size_;
        --free_;
        if (ending_) sem_post(&calls_);  // another one may have missed its call
        return nullptr;
      }
      timed = !over && size_ > minimum_;
    }
  }

  bool may_leave() const {
    const std::lock_guard lock(mutex_);
    return size_ > minimum_;
  }

  const int minimum_;
  const int maximum_;
  const std::chrono::nanoseconds idle_time_;
  sem_t calls_;               // at least one for each task that waits
  mutable std::mutex mutex_;  // guards all below
  std::deque<std::function<void()>> waiting_;
  std::vector<std::thread> threads_;  // all that were ever started
  int size_ = 0;
  int free_ = 0;
  bool ending_ = false;
};

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum,
                                               std::chrono::nanoseconds idle_time) {
  return std::make_unique<MyElasticPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep
