// SPDX-License-Identifier: MIT
// Your spin lock. The contract is in spin_lock.h; run it with
//   bazel test //lessons/lock:spin_lock_test
#include "lessons/lock/spin_lock.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MySpinLock : public SpinLock {
 public:
  void lock() override { not_implemented("SpinLock::lock"); }

  bool try_lock() override { not_implemented("SpinLock::try_lock"); }

  void unlock() override { not_implemented("SpinLock::unlock"); }
};

}  // namespace

std::unique_ptr<SpinLock> make_spin_lock() { return std::make_unique<MySpinLock>(); }

}  // namespace lockstep
