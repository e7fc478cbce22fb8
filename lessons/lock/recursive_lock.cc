// SPDX-License-Identifier: MIT
// Your recursive lock. The contract is in recursive_lock.h; run it with
//   bazel test //lessons/lock:recursive_lock_test
#include "lessons/lock/recursive_lock.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyRecursiveLock : public RecursiveLock {
 public:
  void lock() override { not_implemented("RecursiveLock::lock"); }

  bool try_lock() override { not_implemented("RecursiveLock::try_lock"); }

  bool try_lock_for(std::chrono::nanoseconds timeout) override {
    (void)timeout;
    not_implemented("RecursiveLock::try_lock_for");
  }

  void unlock() override { not_implemented("RecursiveLock::unlock"); }
};

}  // namespace

std::unique_ptr<RecursiveLock> make_recursive_lock() { return std::make_unique<MyRecursiveLock>(); }

}  // namespace lockstep
