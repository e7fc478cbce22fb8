// SPDX-License-Identifier: MIT
// Given: a coroutine that somebody else runs, turn by turn. It cannot be awaited, and it knows
// nothing of who runs it.
//
//   Routine three() { co_return 3; }
#ifndef LESSONS_BASE_ROUTINE_H_
#define LESSONS_BASE_ROUTINE_H_

#include <coroutine>
#include <exception>
#include <memory>

namespace lockstep {
namespace base {

// Owns the coroutine: its frame is freed with the Routine, wherever the body stands. May be moved;
// one that was moved from may only be destroyed or assigned to. For one thread at a time.
class Routine {
 public:
  struct promise_type {
    int value = 0;
    std::exception_ptr failure;

    Routine get_return_object() { return Routine(this); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int given) noexcept { value = given; }
    void unhandled_exception() noexcept { failure = std::current_exception(); }
  };

  // Runs the body on, until it waits for something or ends. Only when it is not done.
  void resume() { handle().resume(); }

  // Whether the body has ended.
  bool done() const { return handle().done(); }

  // What the body gave to co_return; throws the exception that left it. Only when it is done.
  int result() const {
    if (promise_->failure) std::rethrow_exception(promise_->failure);
    return promise_->value;
  }

 private:
  using Handle = std::coroutine_handle<promise_type>;
  struct Free {
    void operator()(promise_type* promise) const { Handle::from_promise(*promise).destroy(); }
  };

  explicit Routine(promise_type* promise) : promise_(promise) {}
  Handle handle() const { return Handle::from_promise(*promise_); }

  std::unique_ptr<promise_type, Free> promise_;
};

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_ROUTINE_H_
