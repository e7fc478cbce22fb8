// expect: wrong result in Semaphore.TimeoutCountsFromTheCall
// try_acquire_for() waits for the whole time-out anew after each wakeup that brings no permit.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

#include <algorithm>
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
    timeout = std::min<std::chrono::nanoseconds>(timeout, kCentury);
    std::unique_lock lock(mutex_);
    while (free_ == 0) {
      if (given_back_.wait_for(lock, timeout) == std::cv_status::timeout) break;
    }
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("n < 1");
    const std::lock_guard lock(mutex_);
    free_ += n;
    given_back_.notify_all();
  }

  int available() const override {
    const std::lock_guard lock(mutex_);
    return free_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable given_back_;
  int free_;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
