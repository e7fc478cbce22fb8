// SPDX-License-Identifier: MIT
// Another right way: each waiting thread sleeps on a std::binary_semaphore of its own, and
// release() hands the permit over by releasing that one. A time-out looks whether the permit came
// meanwhile.
#include "lessons/semaphore/semaphore.h"

#include <list>
#include <mutex>
#include <semaphore>
#include <stdexcept>

namespace lockstep {
namespace {

struct Waiter {
  std::binary_semaphore permit{0};
};

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
  }

  void acquire() override {
    Waiter me;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (take()) return;
      waiting_.push_back(&me);
    }
    me.permit.acquire();
    // The thread that released has left `me` alone when it has unlocked the mutex.
    const std::lock_guard<std::mutex> lock(mutex_);
  }

  bool try_acquire() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return take();
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    Waiter me;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (take()) return true;
      waiting_.push_back(&me);
    }
    const bool got = me.permit.try_acquire_until(deadline);
    const std::lock_guard<std::mutex> lock(mutex_);
    // Not in the queue any more: the permit came after the time-out, and it is ours to keep.
    return got || waiting_.remove(&me) == 0;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    free_ += n;
    while (!waiting_.empty() && take()) {
      waiting_.front()->permit.release();
      waiting_.pop_front();
    }
  }

  int available() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return free_;
  }

 private:
  // Takes a permit if one is free. The mutex is held.
  bool take() {
    if (free_ == 0) return false;
    --free_;
    return true;
  }

  mutable std::mutex mutex_;
  std::list<Waiter*> waiting_;  // not empty only when free_ is 0
  int free_;
};

}  // namespace

std::unique_ptr<Semaphore> make_semaphore(int permits) {
  return std::make_unique<MySemaphore>(permits);
}

}  // namespace lockstep
