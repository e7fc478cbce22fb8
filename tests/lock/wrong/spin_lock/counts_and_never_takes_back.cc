// expect: no progress in SpinLock.WaitingThreadsGoOn
// fetch_add finds out who was first, and those that come later stay counted: unlock takes away one,
// and nobody is first any more.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <immintrin.h>

#include <atomic>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    if (users_.fetch_add(1, std::memory_order_acquire) == 0) return;
    int none = 0;
    while (!users_.compare_exchange_weak(none, 1, std::memory_order_acquire)) {
      none = 0;
      _mm_pause();
    }
  }

  bool try_lock() override {
    int none = 0;
    return users_.compare_exchange_strong(none, 1, std::memory_order_acquire);
  }

  void unlock() override { users_.fetch_sub(1, std::memory_order_release); }

 private:
  std::atomic<int> users_{0};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
