// expect: wrong result in Semaphore.TimeoutCountsFromTheCall
// Each wakeup that brings no permit starts the whole time-out again.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

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
    released_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }

  bool try_acquire() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    std::unique_lock<std::mutex> lock(mutex_);
    while (free_ == 0) {
      const bool timed_out = released_.wait_for(lock, timeout) == std::cv_status::timeout;
      if (timed_out && free_ == 0) return false;
    }
    --free_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
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
  int free_;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
