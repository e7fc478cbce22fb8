// SPDX-License-Identifier: MIT
// right: an atomic count with wait and notify; only those with a time-out use a condition variable.
#include "lessons/semaphore/semaphore.h"

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

class AtomicWaitSemaphore : public Semaphore {
 public:
  explicit AtomicWaitSemaphore(int permits) : permits_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
  }

  void acquire() override {
    while (!try_acquire()) permits_.wait(0, std::memory_order_relaxed);
  }

  bool try_acquire() override {
    int seen = permits_.load(std::memory_order_relaxed);
    while (seen > 0) {
      if (permits_.compare_exchange_weak(seen, seen - 1, std::memory_order_acquire,
                                         std::memory_order_relaxed)) {
        return true;
      }
    }
    return false;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const auto deadline = Clock::now() + std::min<std::chrono::nanoseconds>(timeout, kCentury);
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [this] { return try_acquire(); });
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    permits_.fetch_add(n, std::memory_order_release);
    // A thread with a time-out looks at the count and falls asleep under the mutex: having had the
    // mutex after the change, we know that it either saw the change or hears the call.
    {
      const std::lock_guard lock(mutex_);
    }
    changed_.notify_all();
    permits_.notify_all();
  }

  int available() const override { return permits_.load(std::memory_order_acquire); }

 private:
  std::atomic<int> permits_;  // Never below 0.
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<AtomicWaitSemaphore>(permits);
}

}  // namespace lockstep
