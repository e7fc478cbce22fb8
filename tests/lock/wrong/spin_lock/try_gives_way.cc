// expect: wrong result in SpinLock.TryLockTakesAFreeLock
// try_lock() announces itself and gives way when another thread does too: two that come together
// both fail, though the lock is free.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    while (taken_.exchange(true, std::memory_order_acquire)) {
      while (taken_.load(std::memory_order_relaxed)) _mm_pause();
    }
  }

  bool try_lock() override {
    const bool alone = tries_.fetch_add(1, std::memory_order_relaxed) == 0;
    const bool took = alone && !taken_.exchange(true, std::memory_order_acquire);
    tries_.fetch_sub(1, std::memory_order_relaxed);
    return took;
  }

  void unlock() override { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
  std::atomic<int> tries_{0};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
