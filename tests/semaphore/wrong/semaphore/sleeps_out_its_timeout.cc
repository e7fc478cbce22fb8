// expect: wrong result in Semaphore.ReleaseWakesTimedWaitersToo
// try_acquire_for sleeps for its whole time-out and looks for a permit only then.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

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
    if (try_acquire()) return true;
    std::this_thread::sleep_for(timeout);
    return try_acquire();
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    free_ += n;
    for (int permit = 0; permit < n; ++permit) released_.notify_one();
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
