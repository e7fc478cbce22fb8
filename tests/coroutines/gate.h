// SPDX-License-Identifier: MIT
// Where a claim holds a task until it wants it to go on.
#ifndef TESTS_COROUTINES_GATE_H_
#define TESTS_COROUTINES_GATE_H_

#include <coroutine>
#include <utility>

namespace lockstep {

// A body that awaits it stands still until somebody opens it, and runs on within open(), on that
// thread. One at a time; closed again as soon as it was passed.
class Gate {
 public:
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> who) noexcept { waiting_ = who; }
  void await_resume() noexcept { waiting_ = nullptr; }

  // Whether a body stands there: not any more when a stranger has resumed it.
  bool has_somebody() const { return waiting_ != nullptr; }
  void open() { std::exchange(waiting_, nullptr).resume(); }

 private:
  std::coroutine_handle<> waiting_;
};

}  // namespace lockstep

#endif  // TESTS_COROUTINES_GATE_H_
