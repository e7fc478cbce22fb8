// SPDX-License-Identifier: MIT
// Model answer for lessons/semaphore/bounded_semaphore.h: the counting semaphore of semaphore.cc
// with a bound, which is checked before anything changes.
//
// Invariant while the mutex is free: free_ is the number of free permits, 0 <= free_ <= bound_.
#include "lessons/semaphore/bounded_semaphore.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

class CountingBoundedSemaphore : public BoundedSemaphore {
 public:
  explicit CountingBoundedSemaphore(int permits) : bound_(permits), free_(permits) {
    if (permits < 0) throw std::invalid_argument("a semaphore has 0 permits or more");
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
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (!released_.wait_until(lock, deadline, [this] { return free_ > 0; })) return false;
    --free_;
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("a release gives back 1 permit or more");
    // Check and change under one lock: between two locks another release could take the room that
    // the check has seen. The lock is a guard, so the throw below gives it back.
    const std::lock_guard<std::mutex> lock(mutex_);
    // Checked first, so that an error has nothing to undo: adding and taking back would show the
    // permits to others for a moment. And written as a difference: free_ + n could overflow an int
    // and look small.
    if (n > bound_ - free_) throw std::overflow_error("more permits given back than were taken");
    free_ += n;
    if (n == 1) {
      released_.notify_one();
    } else {
      released_.notify_all();
    }
  }

  int available() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return free_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable released_;
  const int bound_;
  int free_;  // guarded by mutex_
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<CountingBoundedSemaphore>(permits);
}

}  // namespace lockstep

// The standard library has no bounded semaphore. std::counting_semaphore<LeastMax> looks like one,
// but LeastMax is only the count that it can hold at least: max() may be larger, and a release
// above max() is undefined behaviour, so a release too many goes unnoticed. Python's
// threading.BoundedSemaphore is the model here; it raises ValueError.
