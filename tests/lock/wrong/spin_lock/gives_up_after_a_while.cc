// expect: wrong result in SpinLock.LockWaitsForUnlock
// lock() looks a thousand times, and then goes on without the lock.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    for (int turn = 0; turn < 1'000; ++turn) {
      if (!taken_.exchange(true, std::memory_order_acquire)) return;
      _mm_pause();
    }
  }

  bool try_lock() override { return !taken_.exchange(true, std::memory_order_acquire); }

  void unlock() override { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
