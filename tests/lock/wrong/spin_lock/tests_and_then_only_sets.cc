// expect: wrong result in SpinLock.NeverTwoInside
// After the loop that waits it sets the flag without looking at what the exchange returns.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    if (!taken_.exchange(true, std::memory_order_acquire)) return;
    while (taken_.load(std::memory_order_relaxed)) _mm_pause();
    taken_.exchange(true, std::memory_order_acquire);
  }

  bool try_lock() override { return !taken_.exchange(true, std::memory_order_acquire); }

  void unlock() override { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
