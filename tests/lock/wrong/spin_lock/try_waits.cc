// expect: no progress in SpinLock.IsTakenUntilItIsUnlocked
// try_lock() tries until it succeeds.
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
    bool expected = false;
    while (!taken_.compare_exchange_weak(expected, true, std::memory_order_acquire)) {
      expected = false;
    }
    return true;
  }

  void unlock() override { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
