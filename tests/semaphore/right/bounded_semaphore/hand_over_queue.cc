// SPDX-License-Identifier: MIT
// Another right way: permits are handed over. Each waiting thread sleeps on a condition variable of
// its own, in a queue, and release() gives the permit to the first one by name. First come, first
// served, which the contract does not ask for; nobody is woken in vain.
#include "lessons/semaphore/bounded_semaphore.h"

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

class MyBoundedSemaphore : public BoundedSemaphore {
 public:
  explicit MyBoundedSemaphore(int permits) : bound_(permits), free_(permits) {
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
    if (me.woken.wait_until(lock, deadline, [&me] { return me.has_permit; })) return true;
    waiting_.remove(&me);
    return false;
  }

  void release(int n) override {
    if (n < 1) throw std::invalid_argument("release of less than one permit");
    const std::lock_guard<std::mutex> lock(mutex_);
    if (n > bound_ - free_) throw std::overflow_error("more permits than there are");
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
  const int bound_;
  int free_;
};

}  // namespace

std::unique_ptr<BoundedSemaphore> make_bounded_semaphore(int permits) {
  return std::make_unique<MyBoundedSemaphore>(permits);
}

}  // namespace lockstep
