// SPDX-License-Identifier: MIT
// Another right way: a free permit is taken by one atomic operation, without the mutex. The mutex
// is there for those that have to sleep, and for release(): under it the count can only fall, so a
// check of the bound stays true.
#include "lessons/semaphore/bounded_semaphore.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class MyBoundedSemaphore : public BoundedSemaphore {
 public:
  explicit MyBoundedSemaphore(int permits) : bound_(permits), free_(permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
  }

  void acquire() override {
    if (take()) return;
    std::unique_lock<std::mutex> lock(mutex_);
    released_.wait(lock, [this] { return take(); });
  }

  bool try_acquire() override { return take(); }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    if (take()) return true;
    std::unique_lock<std::mutex> lock(mutex_);
    return released_.wait_until(lock, deadline, [this] { return take(); });
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (n > bound_ - free_.load(std::memory_order_relaxed)) {
        throw std::overflow_error("more permits than there are");
      }
      free_.fetch_add(n, std::memory_order_release);
    }
    released_.notify_all();
  }

  int available() const override { return free_.load(std::memory_order_relaxed); }

 private:
  // Takes a permit if one is free.
  bool take() {
    int free = free_.load(std::memory_order_relaxed);
    while (free > 0) {
      if (free_.compare_exchange_weak(free, free - 1, std::memory_order_acquire)) return true;
    }
    return false;
  }

  std::mutex mutex_;
  std::condition_variable released_;
  const int bound_;
  std::atomic<int> free_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<MyBoundedSemaphore>(permits);
}

}  // namespace lockstep
