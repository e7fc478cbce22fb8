// expect: data race in Semaphore.ShowsWhatWasWrittenBefore
// All accesses to the count are relaxed: who takes a permit does not see what came before release.
// SPDX-License-Identifier: MIT
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

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
  }

  void acquire() override {
    while (!try_acquire()) free_.wait(0, std::memory_order_relaxed);
  }

  bool try_acquire() override {
    int seen = free_.load(std::memory_order_relaxed);
    while (seen > 0) {
      if (free_.compare_exchange_weak(seen, seen - 1, std::memory_order_relaxed)) return true;
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
    free_.fetch_add(n, std::memory_order_relaxed);
    {
      const std::lock_guard lock(mutex_);
    }
    given_back_.notify_all();
    free_.notify_all();
  }

  int available() const override { return free_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> free_;
  // Only for those with a time-out, which an atomic cannot wait for.
  std::mutex mutex_;
  std::condition_variable given_back_;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
