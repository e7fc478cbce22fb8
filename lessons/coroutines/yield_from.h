// SPDX-License-Identifier: MIT
// A dialog: a generator to which its caller also says something, that ends with a result, and that
// may hand the caller over to another dialog. It is Python's generator with send() and yield from.
//
//   Dialog ask_twice() {
//     const int first = co_yield 1;   // gives 1; goes on with what the caller answers
//     const int second = co_yield 2;
//     co_return first + second;
//   }
//   Dialog outer() {
//     co_return 10 * (co_yield ask_twice());  // Python: return 10 * (yield from ask_twice())
//   }
//
//   Dialog dialog = outer();
//   dialog.next();    // 1, from the inner one
//   dialog.send(5);   // 2
//   dialog.send(6);   // std::nullopt: it has ended
//   dialog.result();  // 110
//
// Lazy: next() begins the body. Each next() and send() runs whatever body is innermost, to its next
// `co_yield number`, and gives that number; std::nullopt when the outermost body has ended.
//
// Inner dialogs: at `co_yield inner` the body stands still, and the caller talks to the inner
// dialog, and to whatever that one yields from, until it ends. Its result is then the value of
// `co_yield inner`, and the body goes on, within the same step. `inner` has not begun, and is given
// away: the frame of a dialog that has ended may be freed at once, and is when the outer body goes
// on to its next co_yield.
//
// Exceptions: what leaves an inner body comes out of the `co_yield inner` of the outer one, which
// may catch it. What leaves the outermost body comes out of the next() or send() that ran it, once;
// the dialog has ended then, without a result.
//
// Depth: a step takes the same time, however deep the innermost dialog is. And nothing here takes
// stack for each level: not a step, not the end of a dialog, not an exception, and not freeing a
// dialog in the middle of it all. A hundred thousand levels are nothing special.
//
// Frames: a Dialog owns its frame and those of all dialogs within it, and frees them, innermost
// first, in its destructor, wherever the bodies stand.
//
// Your error, not checked: to hand over a dialog that has begun; a body that steps a dialog in
// which it runs; use of a dialog that was moved from, except for its destructor.
#ifndef LESSONS_COROUTINES_YIELD_FROM_H_
#define LESSONS_COROUTINES_YIELD_FROM_H_

#include <coroutine>
#include <memory>
#include <optional>

#include "lessons/base/pause.h"

namespace lockstep {

class Dialog {
 public:
  class promise_type;  // the language looks for this name
  class Answer;
  class Result;
  class AtEnd;
  struct State;  // yours: what a dialog has to know. Define it in your file.

  // Takes over the coroutine, which stays where it is.
  Dialog(Dialog&& other) noexcept;
  ~Dialog();
  Dialog& operator=(Dialog&&) = delete;

  // Begins the body, or goes on as send(0) does. After the end it gives std::nullopt again.
  std::optional<int> next();

  // Goes on: `answer` is the value of the co_yield at which the innermost body stands. Throws
  // std::logic_error when the dialog has not begun: there is no co_yield yet (CPython: TypeError).
  // After the end it gives std::nullopt.
  std::optional<int> send(int answer);

  // What the body gave to co_return. Throws std::logic_error when there is no result: the dialog
  // has not ended, or it ended by an exception.
  int result() const;

 private:
  explicit Dialog(std::coroutine_handle<promise_type> coroutine) noexcept;

  std::coroutine_handle<promise_type> coroutine_;
};

// The rest is what the compiler's code calls. Each await_suspend() is told which coroutine is now
// suspended and returns which one is resumed next, by symmetric transfer: it takes no stack.
// std::noop_coroutine() is none, and control goes back to who called resume().

// What a body awaits at `co_yield number`.
class Dialog::Answer {
 public:
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> yielding) noexcept;
  // The value of `co_yield number`.
  int await_resume();

 private:
  friend class promise_type;
  explicit Answer(promise_type* promise) noexcept : promise_(promise) {}

  [[maybe_unused]] promise_type* promise_;  // of the yielding body
};

// What a body awaits at `co_yield inner`.
class Dialog::Result {
 public:
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> yielding);
  // The value of `co_yield inner`, or the exception that left the inner body.
  int await_resume();

 private:
  friend class promise_type;
  Result(promise_type* promise, Dialog inner) noexcept
      : promise_(promise), inner_(static_cast<Dialog&&>(inner)) {}

  [[maybe_unused]] promise_type* promise_;  // of the yielding body
  Dialog inner_;                            // this object lives in the frame of the yielding body
};

// What a body awaits after its last line.
class Dialog::AtEnd {
 public:
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept;
  void await_resume() const noexcept {}
};

// One for each call of a function that returns a Dialog: it lives in the frame.
class Dialog::promise_type {
 public:
  promise_type();
  ~promise_type();

  // Called first: makes what the caller gets.
  Dialog get_return_object();
  // Whether the body stops before its first line.
  base::Pause initial_suspend() noexcept;
  AtEnd final_suspend() noexcept { return {}; }
  // At `co_yield value`, before the body awaits the answer.
  Answer yield_value(int value) noexcept;
  // At `co_yield inner`.
  Result yield_value(Dialog inner) noexcept { return {this, static_cast<Dialog&&>(inner)}; }
  // At `co_return value`.
  void return_value(int value) noexcept;
  // Called within the catch block for an exception that leaves the body.
  void unhandled_exception() noexcept;
  // No co_await in a dialog.
  void await_transform() = delete;

  std::unique_ptr<State> state;
};

}  // namespace lockstep

#endif  // LESSONS_COROUTINES_YIELD_FROM_H_
