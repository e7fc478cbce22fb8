// expect: wrong result in RecursiveLock.StrangerCannotUnlock
// A bare std::recursive_timed_mutex does not tell of an unlock by a stranger.
// SPDX-License-Identifier: MIT
#include "lessons/lock/recursive_lock.h"

#include <mutex>

namespace lockstep {
namespace {

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override { mutex_.lock(); }

  bool try_lock() override { return mutex_.try_lock(); }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    return mutex_.try_lock_for(timeout);
  }

  void unlock() override { mutex_.unlock(); }

 private:
  std::recursive_timed_mutex mutex_;
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
