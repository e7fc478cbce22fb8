// expect: wrong result in Semaphore.TimeoutTakesNoPermit
// A waiter is counted as a debt of one permit, and a time-out does not take the debt back.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) : balance_(permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
  }

  void acquire() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (--balance_ >= 0) return;
    released_.wait(lock, [this] { return wakeups_ > 0; });
    --wakeups_;
  }

  bool try_acquire() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (balance_ <= 0) return false;
    --balance_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (--balance_ >= 0) return true;
    if (!released_.wait_until(lock, deadline, [this] { return wakeups_ > 0; })) return false;
    --wakeups_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    wakeups_ += std::min(n, std::max(-balance_, 0));
    balance_ += n;
    released_.notify_all();
  }

  int available() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::max(balance_, 0);
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  int balance_;  // the free permits, or below zero the threads that wait
  int wakeups_ = 0;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
