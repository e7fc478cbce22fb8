// expect: data race in SpinLock.NeverTwoInside
// The flag is volatile, which makes no access atomic and orders nothing.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <thread>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    while (taken_) std::this_thread::yield();
    taken_ = true;
  }

  bool try_lock() override {
    if (taken_) return false;
    taken_ = true;
    return true;
  }

  void unlock() override { taken_ = false; }

 private:
  volatile bool taken_ = false;
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
