// SPDX-License-Identifier: MIT
// Model answer for lessons/pool/elastic_pool.h: a queue of tasks, two counts, and workers that come
// and go. All decisions, to start a worker or to end one, are made with the mutex locked: what was
// looked at is still true when it is acted upon.
//
// Invariant while the mutex is free, until the destructor: size_ workers are there, idle_ of them
// run no task, 0 <= idle_ <= size_, minimum_ <= size_ <= maximum_; and no more tasks wait than
// workers are idle, unless size_ is maximum_.
#include "lessons/pool/elastic_pool.h"

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

class CountingPool : public ElasticPool {
 public:
  CountingPool(int minimum, int maximum, std::chrono::nanoseconds idle_time)
      : minimum_(minimum), maximum_(maximum), idle_time_(idle_time) {
    if (minimum < 0 || maximum < 1 || maximum < minimum) {
      throw std::invalid_argument("0 <= minimum <= maximum and 1 <= maximum must hold");
    }
    if (idle_time <= idle_time.zero()) throw std::invalid_argument("the idle time is above 0");
    const std::lock_guard<std::mutex> lock(mutex_);
    while (size_ < minimum_) start_worker();
  }

  ~CountingPool() override {
    std::thread last;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      ending_ = true;
      work_.notify_all();
      // Not the threads are joined one by one, for a task may start more of them; the count tells
      // when the last one has gone.
      gone_.wait(lock, [this] { return size_ == 0; });
      last = std::move(last_to_end_);
    }
    if (last.joinable()) last.join();
  }

  void submit(std::function<void()> task) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    waiting_.push_back(std::move(task));
    // An idle worker may have been woken for an earlier task and not have come yet. So "a worker is
    // idle" is not enough: each task that waits needs one. That is why both are counted here.
    if (static_cast<int>(waiting_.size()) > idle_ && size_ < maximum_) {
      start_worker();
    } else {
      work_.notify_one();
    }
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return size_;
  }

 private:
  // The mutex is held, here and while the new thread begins: so it finds its place in the list.
  void start_worker() {
    ++size_;
    ++idle_;
    const auto me = workers_.emplace(workers_.end());
    *me = std::thread([this, me] { work(me); });
  }

  // What a worker does. It is idle from its start.
  void work(std::list<std::thread>::iterator me) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (wait_for_task(lock)) {
      --idle_;
      run_first(lock);
      ++idle_;
    }
    --idle_;
    --size_;
    // A thread cannot join itself. So each one that ends joins the one that has ended before it,
    // and the destructor the last: never more than one ended thread is kept.
    std::thread before = std::exchange(last_to_end_, std::move(*me));
    workers_.erase(me);
    if (size_ == 0) gone_.notify_all();
    lock.unlock();
    if (before.joinable()) before.join();
  }

  // Waits for a task. False when this worker is to end instead; then no task waits.
  bool wait_for_task(std::unique_lock<std::mutex>& lock) {
    // Computed once: a wakeup in vain does not change it.
    const auto deadline = Clock::now() + idle_time_;
    while (waiting_.empty()) {
      if (ending_) return false;
      if (size_ <= minimum_) {
        work_.wait(lock);
      } else if (work_.wait_until(lock, deadline) == std::cv_status::timeout) {
        // The time is over, but what matters is how things are now, with the mutex locked again. A
        // task may have come just then: submit() has counted this worker as idle and has started no
        // other for it. And another worker may have ended first, so that this one must stay.
        if (waiting_.empty() && size_ > minimum_) return false;
      }
    }
    return true;
  }

  // Runs the first task, with the mutex unlocked.
  void run_first(std::unique_lock<std::mutex>& lock) {
    std::function<void()> task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    try {
      task();
    } catch (...) {
      // Ends this task only.
    }
    task = nullptr;  // what it has captured may have a destructor that uses the pool
    lock.lock();
  }

  const int minimum_;
  const int maximum_;
  const std::chrono::nanoseconds idle_time_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable work_;
  std::condition_variable gone_;
  std::deque<std::function<void()>> waiting_;
  std::list<std::thread> workers_;  // those that have not ended
  std::thread last_to_end_;
  int size_ = 0;
  int idle_ = 0;
  bool ending_ = false;
};

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum,
                                               std::chrono::nanoseconds idle_time) {
  return std::make_unique<CountingPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep

// The standard library has no pool. Java's ThreadPoolExecutor is elastic, with a core size, a
// maximum and a keep-alive time; but it grows beyond the core only when its queue is full, so with
// an unbounded queue it never does. Python's ThreadPoolExecutor starts a worker when none is idle,
// up to max_workers, and never shrinks.
