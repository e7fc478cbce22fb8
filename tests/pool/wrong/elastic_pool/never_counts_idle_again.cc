// expect: wrong result in ElasticPool.UsesIdleWorkers
// A worker that has run a task is not counted as idle any more, so each task starts another one.
// SPDX-License-Identifier: MIT
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

class MyElasticPool : public ElasticPool {
 public:
  MyElasticPool(int minimum, int maximum, std::chrono::nanoseconds idle_time)
      : minimum_(minimum), maximum_(maximum), idle_time_(idle_time) {
    if (minimum < 0 || maximum < 1 || maximum < minimum || idle_time.count() <= 0) {
      throw std::invalid_argument("wrong bounds or idle time");
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    while (size_ < minimum_) start_worker();
  }

  ~MyElasticPool() override {
    std::unique_lock<std::mutex> lock(mutex_);
    ending_ = true;
    work_.notify_all();
    gone_.wait(lock, [this] { return size_ == 0; });
    std::thread last = std::move(last_to_end_);
    lock.unlock();
    if (last.joinable()) last.join();
  }

  void submit(std::function<void()> task) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    waiting_.push_back(std::move(task));
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
  void start_worker() {
    ++size_;
    ++idle_;
    const auto me = workers_.emplace(workers_.end());
    *me = std::thread([this, me] { work(me); });
  }

  void work(std::list<std::thread>::iterator me) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (wait_for_task(lock)) {
      std::function<void()> task = std::move(waiting_.front());
      waiting_.pop_front();
      --idle_;
      lock.unlock();
      try {
        task();
      } catch (...) {
      }
      lock.lock();
    }
    --size_;
    std::thread before = std::exchange(last_to_end_, std::move(*me));
    workers_.erase(me);
    if (size_ == 0) gone_.notify_all();
    lock.unlock();
    if (before.joinable()) before.join();
  }

  bool wait_for_task(std::unique_lock<std::mutex>& lock) {
    const auto deadline = Clock::now() + idle_time_;
    while (waiting_.empty()) {
      if (ending_) return false;
      if (size_ <= minimum_) {
        work_.wait(lock);
      } else if (work_.wait_until(lock, deadline) == std::cv_status::timeout) {
        if (waiting_.empty() && size_ > minimum_) return false;
      }
    }
    return true;
  }

  const int minimum_;
  const int maximum_;
  const std::chrono::nanoseconds idle_time_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable work_;
  std::condition_variable gone_;
  std::deque<std::function<void()>> waiting_;
  std::list<std::thread> workers_;
  std::thread last_to_end_;
  int size_ = 0;
  int idle_ = 0;
  bool ending_ = false;
};

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum,
                                               std::chrono::nanoseconds idle_time) {
  return std::make_unique<MyElasticPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep
