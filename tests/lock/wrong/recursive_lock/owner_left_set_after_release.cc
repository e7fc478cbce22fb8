// expect: wrong result in RecursiveLock.FreeLockCannotBeUnlocked
// The last owner is remembered, and passes for the owner of a free lock.
// SPDX-License-Identifier: MIT
#include "lessons/lock/recursive_lock.h"

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override {
    std::unique_lock<std::mutex> guard(mutex_);
    freed_.wait(guard, [this] { return mine_or_free(); });
    enter();
  }

  bool try_lock() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (!mine_or_free()) return false;
    enter();
    return true;
  }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(mutex_);
    if (!freed_.wait_until(guard, deadline, [this] { return mine_or_free(); })) return false;
    enter();
    return true;
  }

  void unlock() override {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (owner_ != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    freed_.notify_one();
  }

 private:
  // Needs the mutex.
  bool mine_or_free() const { return depth_ == 0 || owner_ == std::this_thread::get_id(); }

  // Needs the mutex.
  void enter() {
    owner_ = std::this_thread::get_id();
    ++depth_;
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::thread::id owner_;
  int depth_ = 0;
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
