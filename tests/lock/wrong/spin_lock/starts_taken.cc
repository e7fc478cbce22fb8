// expect: wrong result in SpinLock.IsTakenUntilItIsUnlocked
// The flag says "free", and a new lock starts with false: nobody has it, and nobody gets it.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    while (!free_.exchange(false, std::memory_order_acquire)) {
      while (!free_.load(std::memory_order_relaxed)) _mm_pause();
    }
  }

  bool try_lock() override { return free_.exchange(false, std::memory_order_acquire); }

  void unlock() override { free_.store(true, std::memory_order_release); }

 private:
  std::atomic<bool> free_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
