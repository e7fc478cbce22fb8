// expect: wrong result in Semaphore.TimeoutLosesNothing
// A time-out that meets a hand-over returns false all the same, and the permit is lost.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

// Longer time-outs are cut to this, so that a deadline never overflows.
constexpr std::chrono::hours kCentury{24 * 365 * 100};

struct Waiter {
  std::condition_variable wake;
  bool granted = false;
};

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("permits < 0");
  }

  void acquire() override {
    std::unique_lock lock(mutex_);
    if (take()) return;
    Waiter self;
    waiting_.push_back(&self);
    self.wake.wait(lock, [&self] { return self.granted; });
  }

  bool try_acquire() override {
    const std::lock_guard lock(mutex_);
    return take();
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= std::chrono::nanoseconds::zero()) return try_acquire();
    const auto deadline = Clock::now() + std::min<std::chrono::nanoseconds>(timeout, kCentury);
    std::unique_lock lock(mutex_);
    if (take()) return true;
    Waiter self;
    waiting_.push_back(&self);
    while (!self.granted) {
      if (self.wake.wait_until(lock, deadline) == std::cv_status::timeout) {
        std::erase(waiting_, &self);
        return false;
      }
    }
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    const std::lock_guard lock(mutex_);
    for (; n > 0 && !waiting_.empty(); --n) {
      waiting_.front()->granted = true;
      waiting_.front()->wake.notify_one();
      waiting_.pop_front();
    }
    free_ += n;
  }

  int available() const override {
    const std::lock_guard lock(mutex_);
    return free_;
  }

 private:
  bool take() {
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  mutable std::mutex mutex_;
  int free_;
  std::deque<Waiter*> waiting_;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
