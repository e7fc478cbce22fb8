// SPDX-License-Identifier: MIT
// Another right way: the lock is handed over. Each waiting thread sleeps on a condition variable of
// its own, in a queue, and the last unlock makes the first one of them the owner. First come, first
// served, which the contract does not ask for.
#include "lessons/lock/recursive_lock.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

struct Waiter {
  std::thread::id id = std::this_thread::get_id();
  std::condition_variable woken;
};

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override {
    std::unique_lock<std::mutex> guard(mutex_);
    if (take()) return;
    Waiter me;
    waiting_.push_back(&me);
    me.woken.wait(guard, [&] { return owner_ == me.id; });
  }

  bool try_lock() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return take();
  }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(mutex_);
    if (take()) return true;
    Waiter me;
    waiting_.push_back(&me);
    if (me.woken.wait_until(guard, deadline, [&] { return owner_ == me.id; })) return true;
    waiting_.remove(&me);
    return false;
  }

  void unlock() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (owner_ != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    owner_ = std::thread::id();
    if (waiting_.empty()) return;
    owner_ = waiting_.front()->id;
    depth_ = 1;
    // Under the mutex: the waiter cannot leave, and take its condition variable along.
    waiting_.front()->woken.notify_one();
    waiting_.pop_front();
  }

 private:
  // Locks if that needs no waiting. The mutex is held.
  bool take() {
    if (depth_ > 0 && owner_ != std::this_thread::get_id()) return false;
    owner_ = std::this_thread::get_id();
    ++depth_;
    return true;
  }

  std::mutex mutex_;
  std::thread::id owner_;
  int depth_ = 0;
  std::list<Waiter*> waiting_;
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
