// expect: no progress in BoundedSemaphore.WaitingThreadsSleep
// acquire asks again and again for a permit instead of sleeping.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/bounded_semaphore.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

class MyBoundedSemaphore : public BoundedSemaphore {
 public:
  explicit MyBoundedSemaphore(int permits) : bound_(permits), free_(permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
  }

  void acquire() override {
    while (!try_acquire()) std::this_thread::yield();
  }

  bool try_acquire() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (!released_.wait_until(lock, deadline, [this] { return free_ > 0; })) return false;
    --free_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    if (n > bound_ - free_) throw std::overflow_error("more permits than there are");
    free_ += n;
    released_.notify_all();
  }

  int available() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return free_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  const int bound_;
  int free_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<MyBoundedSemaphore>(permits);
}

}  // namespace lockstep
