// expect: wrong result in ElasticPool.GrowsAtOnce
// A worker is started only when all run tasks, though a task may be promised to an idle one.
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

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class MyElasticPool : public ElasticPool {
 public:
  MyElasticPool(int minimum, int maximum, nanoseconds idle_time)
      : minimum_(minimum), maximum_(maximum), idle_time_(idle_time) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int i = 0; i < minimum; ++i) start();
  }

  ~MyElasticPool() override {
    std::unique_lock<std::mutex> lock(mutex_);
    closing_ = true;
    changed_.notify_all();
    ended_.wait(lock, [this] { return size_ == 0 && queue_.empty(); });
    std::thread last = std::move(left_);
    lock.unlock();
    if (last.joinable()) last.join();
  }

  void submit(std::function<void()> task) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(std::move(task));
    if (running_ == size_ && size_ < maximum_) start();
    changed_.notify_one();
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return size_;
  }

 private:
  using Threads = std::list<std::thread>;

  // With mutex_ locked.
  void start() {
    ++size_;
    const auto me = threads_.emplace(threads_.end());
    *me = std::thread([this, me, began = steady_clock::now()] { work(me, began); });
  }

  void work(Threads::iterator me, steady_clock::time_point idle_since) {
    bool stays = false;  // it had to stay when its idle time was over
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      if (!queue_.empty()) {
        run_next(lock);
        idle_since = steady_clock::now();
        stays = false;
      } else if (closing_) {
        if (running_ == 0) break;
        changed_.wait(lock);
      } else if (stays) {
        changed_.wait(lock);
      } else if (steady_clock::now() < idle_since + idle_time_) {
        changed_.wait_until(lock, idle_since + idle_time_);
      } else if (size_ > minimum_) {
        break;
      } else {
        stays = true;
      }
    }
    --size_;
    std::thread before = std::exchange(left_, std::move(*me));
    threads_.erase(me);
    if (size_ == 0) ended_.notify_one();
    lock.unlock();
    if (before.joinable()) before.join();  // so who joins the last one has joined all
  }

  void run_next(std::unique_lock<std::mutex>& lock) {
    std::function<void()> task = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    lock.unlock();
    try {
      task();
    } catch (...) {  // dropped
    }
    task = nullptr;
    lock.lock();
    --running_;
    if (closing_ && running_ == 0 && queue_.empty()) changed_.notify_all();
  }

  const int minimum_;
  const int maximum_;
  const nanoseconds idle_time_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;          // for the workers
  std::condition_variable ended_;            // for the destructor
  std::deque<std::function<void()>> queue_;  // guarded by mutex_, as all that follows
  Threads threads_;                          // the workers
  int size_ = 0;
  int running_ = 0;  // the workers that run a task
  bool closing_ = false;
  std::thread left_;  // the last one that left
};

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum, nanoseconds idle_time) {
  if (minimum < 0 || maximum < 1 || maximum < minimum || idle_time <= nanoseconds(0)) {
    throw std::invalid_argument("0 <= minimum <= maximum, 1 <= maximum, and 0 < idle time");
  }
  return std::make_unique<MyElasticPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep
