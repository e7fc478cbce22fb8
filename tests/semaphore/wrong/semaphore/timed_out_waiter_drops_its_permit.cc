// expect: wrong result in Semaphore.TimeoutLosesNothing
// A waiter that times out just when it is handed a permit returns false and keeps the permit.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/semaphore.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <stdexcept>

namespace lockstep {
namespace {

struct Waiter {
  std::condition_variable woken;
  bool has_permit = false;
};

class MySemaphore : public Semaphore {
 public:
  explicit MySemaphore(int permits) : free_(permits) {
    if (permits < 0) throw std::invalid_argument("negative number of permits");
  }

  void acquire() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (take()) return;
    Waiter me;
    waiting_.push_back(&me);
    me.woken.wait(lock, [&me] { return me.has_permit; });
  }

  bool try_acquire() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return take();
  }

  bool try_acquire_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (take()) return true;
    Waiter me;
    waiting_.push_back(&me);
    while (!me.has_permit) {
      if (me.woken.wait_until(lock, deadline) == std::cv_status::timeout) {
        waiting_.remove(&me);
        return false;
      }
    }
    return true;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    free_ += n;
    while (!waiting_.empty() && take()) {
      Waiter* next = waiting_.front();
      waiting_.pop_front();
      next->has_permit = true;
      // Under the mutex: the waiter cannot leave, and take its condition variable along.
      next->woken.notify_one();
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
