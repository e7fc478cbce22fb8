// SPDX-License-Identifier: MIT
// Your interpreter lock. The contract is in interpreter_lock.h; run it with
//   bazel test //lessons/gil:interpreter_lock_test
#include "lessons/gil/interpreter_lock.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

using std::chrono::nanoseconds;

class MyInterpreterLock : public InterpreterLock {
 public:
  explicit MyInterpreterLock(nanoseconds interval) {
    (void)interval;
    not_implemented("make_interpreter_lock");
  }

  void take() override { not_implemented("InterpreterLock::take"); }

  bool take_for(nanoseconds timeout) override {
    (void)timeout;
    not_implemented("InterpreterLock::take_for");
  }

  void drop() override { not_implemented("InterpreterLock::drop"); }

  bool drop_requested() const override { not_implemented("InterpreterLock::drop_requested"); }

  void safe_point() override { not_implemented("InterpreterLock::safe_point"); }

  long switches() const override { not_implemented("InterpreterLock::switches"); }

  void set_interval(nanoseconds interval) override {
    (void)interval;
    not_implemented("InterpreterLock::set_interval");
  }

  nanoseconds interval() const override { not_implemented("InterpreterLock::interval"); }

  void after_fork_in_child() override { not_implemented("InterpreterLock::after_fork_in_child"); }
};

}  // namespace

std::unique_ptr<InterpreterLock> make_interpreter_lock(nanoseconds interval) {
  return std::make_unique<MyInterpreterLock>(interval);
}

}  // namespace lockstep
