// expect: lost wakeup in RecursiveLock.TimeoutSwallowsNoWakeup
// try_lock_for() gives up at its time-out without a look whether it was made the owner meanwhile.
// SPDX-License-Identifier: MIT
#include "lessons/lock/recursive_lock.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

// A thread that waits. Who gives the lock back makes the first one of them the owner.
struct Waiter {
  std::thread::id thread = std::this_thread::get_id();
  bool is_owner = false;
  std::condition_variable wakeup;
};

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (take()) return;
    Waiter waiter;
    waiters_.push_back(&waiter);
    waiter.wakeup.wait(guard, [&] { return waiter.is_owner; });
  }

  bool try_lock() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return take();
  }

  bool try_lock_for(nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return try_lock();
    const steady_clock::time_point deadline = steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(mutex_);
    if (take()) return true;
    Waiter waiter;
    waiters_.push_back(&waiter);
    while (!waiter.is_owner) {
      if (waiter.wakeup.wait_until(guard, deadline) == std::cv_status::timeout) {
        waiters_.remove(&waiter);
        return false;
      }
    }
    return true;
  }

  void unlock() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (owner_ != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    owner_ = std::thread::id();
    if (waiters_.empty()) return;
    Waiter& next = *waiters_.front();
    waiters_.pop_front();
    owner_ = next.thread;
    depth_ = 1;
    next.is_owner = true;
    next.wakeup.notify_one();  // with the mutex: the waiter is gone soon after
  }

 private:
  // Does what lock() does if the lock is free or the caller's. Called with the mutex.
  bool take() {
    const std::thread::id self = std::this_thread::get_id();
    if (owner_ != std::thread::id() && owner_ != self) return false;
    owner_ = self;
    ++depth_;
    return true;
  }

  std::mutex mutex_;  // guards the rest; nobody sleeps with it
  std::thread::id owner_;
  int depth_ = 0;
  std::list<Waiter*> waiters_;  // in the order in which they came
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
