// expect: wrong result in RecursiveLock.LocksAreIndependent
// The depth is one thread_local number, which all locks that a thread owns share.
// SPDX-License-Identifier: MIT
#include "lessons/lock/recursive_lock.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

// How often the calling thread has the lock: nobody else needs to know.
thread_local int depth = 0;

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override {
    if (lock_again()) return;
    std::unique_lock<std::mutex> guard(mutex_);
    free_.wait(guard, [&] { return !taken_; });
    take();
  }

  bool try_lock() override {
    if (lock_again()) return true;
    const std::lock_guard<std::mutex> guard(mutex_);
    if (taken_) return false;
    take();
    return true;
  }

  bool try_lock_for(nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return try_lock();
    const steady_clock::time_point deadline = steady_clock::now() + timeout;
    if (lock_again()) return true;
    std::unique_lock<std::mutex> guard(mutex_);
    if (!free_.wait_until(guard, deadline, [&] { return !taken_; })) return false;
    take();
    return true;
  }

  void unlock() override {
    if (owner_.load() != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth > 0) return;
    owner_.store(std::thread::id());
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      taken_ = false;
    }
    free_.notify_one();
  }

 private:
  // Only the owner itself can find itself here, so this needs no mutex.
  bool lock_again() {
    if (owner_.load() != std::this_thread::get_id()) return false;
    ++depth;
    return true;
  }

  // Called with the mutex, when the lock is free.
  void take() {
    taken_ = true;
    owner_.store(std::this_thread::get_id());
    ++depth;
  }

  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;                  // guarded by mutex_
  std::atomic<std::thread::id> owner_;  // no thread's when the lock is free
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
