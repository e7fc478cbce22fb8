// expect: data race in SpinLock.ShowsWhatWasWrittenBefore
// lock() takes the flag with a relaxed exchange: it orders nothing that comes after it.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    while (taken_.exchange(true, std::memory_order_relaxed)) {
      while (taken_.load(std::memory_order_relaxed)) _mm_pause();
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
