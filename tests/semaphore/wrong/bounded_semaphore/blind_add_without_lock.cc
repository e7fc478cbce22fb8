// expect: lost wakeup in BoundedSemaphore.EveryPermitLetsAWaiterGo
// release() adds to an atomic without the lock; a thread just before its sleep misses the call.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/bounded_semaphore.h"

#include <algorithm>
#include <atomic>
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
    given_back_.wait(lock, [this] { return try_acquire(); });
  }

  bool try_acquire() override {
    int seen = free_.load();
    while (seen > 0) {
      if (free_.compare_exchange_weak(seen, seen - 1)) return true;
    }
    return false;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const auto deadline = Clock::now() + std::min<std::chrono::nanoseconds>(timeout, kCentury);
    std::unique_lock lock(mutex_);
    return given_back_.wait_until(lock, deadline, [this] { return try_acquire(); });
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    int seen = free_.load();
    do {
      if (n > bound_ - seen) throw std::overflow_error("more permits than there are");
    } while (!free_.compare_exchange_weak(seen, seen + n));
    given_back_.notify_all();
  }

  int available() const override { return free_.load(); }

 private:
  const int bound_;
  std::atomic<int> free_;
  std::mutex mutex_;
  std::condition_variable given_back_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<MyBoundedSemaphore>(permits);
}

}  // namespace lockstep
