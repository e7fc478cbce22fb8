// expect: no progress in SpinLock.FailedTryChangesNothing
// A try that fails draws a ticket and gives it back, though another thread may have drawn the next.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <cstdint>
#include <thread>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    const std::uint64_t mine = next_.fetch_add(1);
    while (serving_.load() != mine) std::this_thread::yield();
  }

  bool try_lock() override {
    const std::uint64_t mine = next_.fetch_add(1);
    if (serving_.load() == mine) return true;
    next_.fetch_sub(1);
    return false;
  }

  void unlock() override { serving_.fetch_add(1); }

 private:
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> serving_{0};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
