// SPDX-License-Identifier: MIT
// Another right way: a plain mutex that stays locked while the lock is owned, and beside it the
// owner as an atomic. A thread reads its own id there only if it is the owner; any other value
// means "not me", whether it is up to date or not.
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
    if (!mine()) {
      mutex_.lock();
      owner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    }
    ++depth_;
  }

  bool try_lock() override {
    if (!mine()) {
      if (!mutex_.try_lock()) return false;
      owner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    }
    ++depth_;
    return true;
  }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    if (!mine()) {
      if (!mutex_.try_lock_for(timeout)) return false;
      owner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    }
    ++depth_;
    return true;
  }

  void unlock() override {
    if (!mine()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    owner_.store(std::thread::id(), std::memory_order_relaxed);
    mutex_.unlock();
  }

 private:
  bool mine() const { return owner_.load(std::memory_order_relaxed) == std::this_thread::get_id(); }

  std::timed_mutex mutex_;  // locked while a thread owns the lock
  std::atomic<std::thread::id> owner_{};
  int depth_ = 0;  // guarded by mutex_
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
