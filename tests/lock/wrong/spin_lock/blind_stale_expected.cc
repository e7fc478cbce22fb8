// expect: wrong result in SpinLock.NeverTwoInside
// After a lost race `expected` stays true, and the next exchange takes a lock that is taken.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <thread>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override {
    bool expected = false;
    do {
      while (held_.load()) std::this_thread::yield();
    } while (!held_.compare_exchange_strong(expected, true));
  }

  bool try_lock() override {
    bool expected = false;
    return held_.compare_exchange_strong(expected, true);
  }

  void unlock() override { held_.store(false); }

 private:
  std::atomic<bool> held_{false};
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
