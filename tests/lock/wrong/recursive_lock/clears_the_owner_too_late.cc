// expect: deadlock in RecursiveLock.EveryWaiterGetsTheLock
// The owner is cleared after the mutex is free: that wipes out the name of the next owner.
// SPDX-License-Identifier: MIT
#include "lessons/lock/recursive_lock.h"

#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override {
    if (owner_ != std::this_thread::get_id()) {
      mutex_.lock();
      owner_ = std::this_thread::get_id();
    }
    ++depth_;
  }

  bool try_lock() override {
    if (owner_ != std::this_thread::get_id()) {
      if (!mutex_.try_lock()) return false;
      owner_ = std::this_thread::get_id();
    }
    ++depth_;
    return true;
  }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    if (owner_ != std::this_thread::get_id()) {
      if (!mutex_.try_lock_for(timeout)) return false;
      owner_ = std::this_thread::get_id();
    }
    ++depth_;
    return true;
  }

  void unlock() override {
    if (owner_ != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    mutex_.unlock();
    owner_ = std::thread::id();
  }

 private:
  std::timed_mutex mutex_;  // locked while a thread owns the lock
  std::atomic<std::thread::id> owner_{};
  int depth_ = 0;
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
