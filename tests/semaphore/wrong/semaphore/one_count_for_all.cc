// expect: wrong result in Semaphore.StartsWithItsPermits
// The count is static, so all semaphores share one count and a new one overwrites it.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
    const std::lock_guard<std::mutex> lock(mutex_);
    free_ = permits;
  }

  void acquire() override {
    std::unique_lock<std::mutex> lock(mutex_);
    released_.wait(lock, [] { return free_ > 0; });
    --free_;
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
    if (!released_.wait_until(lock, deadline, [] { return free_ > 0; })) return false;
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
  static inline std::mutex mutex_;
  static inline std::condition_variable released_;
  static inline int free_ = 0;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
