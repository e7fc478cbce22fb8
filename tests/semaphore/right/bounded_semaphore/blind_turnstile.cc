// SPDX-License-Identifier: MIT
// right: two mutexes; who waits for a permit holds the outer one, and the others queue up for it.
// So at most one thread sleeps on the condition variable.
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

class TurnstileSemaphore : public BoundedSemaphore {
 public:
  explicit TurnstileSemaphore(int permits) : bound_(permits), free_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
  }

  void acquire() override {
    const std::lock_guard turn(turnstile_);
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }

  // Passes the turnstile by, since it must not wait for those who wait.
  bool try_acquire() override {
    const std::lock_guard lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const auto deadline = Clock::now() + std::min<std::chrono::nanoseconds>(timeout, kCentury);
    const std::unique_lock turn(turnstile_, deadline);
    if (!turn.owns_lock()) return try_acquire();
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
    // One is enough: only the thread in the turnstile sleeps here, and when it leaves, the next one
    // comes in and looks for itself.
    given_back_.notify_one();
  }

  int available() const override {
    const std::lock_guard lock(mutex_);
    return free_;
  }

 private:
  const int bound_;
  std::timed_mutex turnstile_;  // Locked before mutex_, never after it.
  mutable std::mutex mutex_;    // Guards free_.
  std::condition_variable given_back_;
  int free_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<TurnstileSemaphore>(permits);
}

}  // namespace lockstep
