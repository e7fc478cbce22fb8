// expect: wrong result in SpinLock.TryLockTakesAFreeLock
// fetch_add and fetch_sub as a flag: two that come together see each other's count, and a try for a
// lock that nobody has fails for both.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    while (!try_lock()) {
      while (users_.load(std::memory_order_relaxed) != 0) _mm_pause();
    }
  }

  bool try_lock() override {
    if (users_.fetch_add(1, std::memory_order_acquire) == 0) return true;
    users_.fetch_sub(1, std::memory_order_relaxed);
    return false;
  }

  void unlock() override { users_.fetch_sub(1, std::memory_order_release); }

 private:
  std::atomic<int> users_{0};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
