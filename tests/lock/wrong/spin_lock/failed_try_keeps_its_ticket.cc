// expect: no progress in SpinLock.IsTakenUntilItIsUnlocked
// A ticket lock whose try_lock() draws a ticket and walks away: its turn comes and nobody is there.
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
    const std::uint32_t ticket = next_.fetch_add(1, std::memory_order_relaxed);
    return serving_.load(std::memory_order_acquire) == ticket;
  }

  void unlock() override { serving_.fetch_add(1, std::memory_order_release); }

 private:
  std::atomic<std::uint32_t> next_{0};
  std::atomic<std::uint32_t> serving_{0};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
