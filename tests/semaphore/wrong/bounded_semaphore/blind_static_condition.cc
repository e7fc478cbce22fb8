// expect: lost wakeup in BoundedSemaphore.EachSemaphoreWakesItsOwn
// Mutex and condition are static: release() may wake a thread that waits for another semaphore.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/bounded_semaphore.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

// Longer time-outs are cut to this, so that a deadline never overflows.
constexpr std::chrono::hours kCentury{24 * 365 * 100};

class MyBoundedSemaphore : public BoundedSemaphore {
 public:
  explicit MyBoundedSemaphore(int permits) : bound_(permits), free_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
  }

  void acquire() override {
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }

  bool try_acquire() override {
    const std::lock_guard lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const auto deadline = Clock::now() + std::min<std::chrono::nanoseconds>(timeout, kCentury);
    std::unique_lock lock(mutex_);
    if (!given_back_.wait_until(lock, deadline, [this] { return free_ > 0; })) return false;
    --free_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    const std::lock_guard lock(mutex_);
    if (n > bound_ - free_) throw std::overflow_error("more permits than there are");
    free_ += n;
    for (int i = 0; i < n; ++i) given_back_.notify_one();
  }

  int available() const override {
    const std::lock_guard lock(mutex_);
    return free_;
  }

 private:
  inline static std::mutex mutex_;
  inline static std::condition_variable given_back_;
  const int bound_;
  int free_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<MyBoundedSemaphore>(permits);
}

}  // namespace lockstep
