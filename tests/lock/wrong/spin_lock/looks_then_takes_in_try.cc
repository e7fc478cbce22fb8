// expect: wrong result in SpinLock.NeverTwoInsideByTrying
// try_lock() looks and takes in two steps; lock() is right.
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
    if (taken_.load(std::memory_order_acquire)) return false;
    taken_.store(true, std::memory_order_relaxed);
    return true;
  }

  void unlock() override { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
