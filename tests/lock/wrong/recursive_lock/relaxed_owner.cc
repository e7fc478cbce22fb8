// expect: data race in RecursiveLock.OneThreadAtATime
// The owner is taken by a relaxed operation, which orders nothing.
// SPDX-License-Identifier: MIT
#include "lessons/lock/recursive_lock.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override {
    if (!enter()) {
      std::unique_lock<std::mutex> guard(mutex_);
      freed_.wait(guard, [this] { return enter(); });
    }
  }

  bool try_lock() override { return enter(); }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> guard(mutex_);
    return freed_.wait_until(guard, deadline, [this] { return enter(); });
  }

  void unlock() override {
    if (owner_ != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    if (--depth_ > 0) return;
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      owner_.store(std::thread::id(), std::memory_order_release);
    }
    freed_.notify_one();
  }

 private:
  bool enter() {
    std::thread::id nobody;
    if (owner_.load(std::memory_order_relaxed) != std::this_thread::get_id() &&
        !owner_.compare_exchange_strong(nobody, std::this_thread::get_id(),
                                        std::memory_order_relaxed)) {
      return false;
    }
    ++depth_;
    return true;
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::atomic<std::thread::id> owner_{};
  int depth_ = 0;  // touched by the owner only
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
