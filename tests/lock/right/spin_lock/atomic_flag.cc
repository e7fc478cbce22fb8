// SPDX-License-Identifier: MIT
// right: std::atomic_flag, with the default ordering of everything, and a wait that only tests.
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <thread>

namespace lockstep {
namespace {

class FlagLock : public SpinLock {
 public:
  void lock() override {
    while (!try_lock()) {
      while (taken_.test()) std::this_thread::yield();
    }
  }

  bool try_lock() override { return !taken_.test_and_set(); }

  void unlock() override { taken_.clear(); }

 private:
  std::atomic_flag taken_;
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<FlagLock>(); }

}  // namespace lockstep
