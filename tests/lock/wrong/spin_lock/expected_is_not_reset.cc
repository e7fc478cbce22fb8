// expect: wrong result in SpinLock.NeverTwoInside
// compare_exchange writes what it found into `expected`: the second round takes a taken lock.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    bool expected = false;
    while (!taken_.compare_exchange_weak(expected, true, std::memory_order_acquire)) _mm_pause();
  }

  bool try_lock() override { return !taken_.exchange(true, std::memory_order_acquire); }

  void unlock() override { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
