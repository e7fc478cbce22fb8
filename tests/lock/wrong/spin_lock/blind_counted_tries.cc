// expect: wrong result in SpinLock.TryLockTakesAFreeLock
// A try that fails counts as if it had the lock, until it takes itself out again.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <thread>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    do {
      while (inside_.load() != 0) std::this_thread::yield();
    } while (!try_lock());
  }

  bool try_lock() override {
    if (inside_.fetch_add(1) == 0) return true;
    inside_.fetch_sub(1);
    return false;
  }

  void unlock() override { inside_.fetch_sub(1); }

 private:
  std::atomic<int> inside_{0};  // 0: free
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
