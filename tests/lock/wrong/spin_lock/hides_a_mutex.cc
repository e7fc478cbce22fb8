// expect: wrong result in SpinLock.WaitsBySpinning
// No spin lock: a mutex, whose waiting threads sleep in the kernel.
// SPDX-License-Identifier: MIT
#include "lessons/lock/spin_lock.h"

#include <mutex>

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override { mutex_.lock(); }

  bool try_lock() override { return mutex_.try_lock(); }

  void unlock() override { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
