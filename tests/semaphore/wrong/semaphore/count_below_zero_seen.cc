// expect: wrong result in Semaphore.AvailableIsNeverBelowZero
// Below zero the count is the number of waiting threads, and available() shows it.
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
  explicit MySemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
  }

  void acquire() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (--free_ >= 0) return;
    released_.wait(lock, [this] { return wakeups_ > 0; });
    --wakeups_;
  }

  bool try_acquire() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (free_ <= 0) return false;
    --free_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (--free_ >= 0) return true;
    if (!released_.wait_until(lock, deadline, [this] { return wakeups_ > 0; })) {
      ++free_;
      return false;
    }
    --wakeups_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    const int waiting = free_ < 0 ? -free_ : 0;
    free_ += n;
    wakeups_ += std::min(n, waiting);
    released_.notify_all();
  }

  int available() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return free_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  int free_;
  int wakeups_ = 0;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
