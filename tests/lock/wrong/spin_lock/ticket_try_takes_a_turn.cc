// expect: wrong result in SpinLock.NeverTwoInsideByTrying
// A ticket lock whose try_lock() looks whether it is free, and then draws a ticket in a second
// step.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>
#include <cstdint>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    const std::uint32_t ticket = next_.fetch_add(1, std::memory_order_relaxed);
    while (serving_.load(std::memory_order_acquire) != ticket) _mm_pause();
  }

  bool try_lock() override {
    if (serving_.load(std::memory_order_acquire) != next_.load(std::memory_order_relaxed)) {
      return false;
    }
    next_.fetch_add(1, std::memory_order_relaxed);
    return true;
  }

  void unlock() override { serving_.fetch_add(1, std::memory_order_release); }

 private:
  std::atomic<std::uint32_t> next_{0};
  std::atomic<std::uint32_t> serving_{0};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
