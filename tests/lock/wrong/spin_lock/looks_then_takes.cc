// expect: wrong result in SpinLock.NeverTwoInside
// A load and a store: two threads see the lock free, and both take it.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    while (taken_.load(std::memory_order_acquire)) _mm_pause();
    taken_.store(true, std::memory_order_relaxed);
  }

  bool try_lock() override { return !taken_.exchange(true, std::memory_order_acquire); }

  void unlock() override { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
