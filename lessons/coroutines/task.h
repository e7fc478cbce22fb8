// SPDX-License-Identifier: MIT
// A task: a function that may wait in its middle without holding up its thread, and that another
// one may wait for in the same way.
//
//   Task square(int number) { co_return number * number; }
//   Task sum() { co_return co_await square(3) + co_await square(4); }
//
//   sync_wait(sum());  // 25
//
// Lazy: a call of such a function makes the task and runs nothing of the body. start(), co_await or
// sync_wait() begins it, whichever comes first, on the thread that does so. The others only wait.
//
// Waiting: a body that awaits something stands still, and its thread goes on with what it did
// before. Whoever resumes the body, on whatever thread, runs it on from there. When a task ends,
// the coroutine that awaits it goes on at once on that same thread, within the same resume(); or on
// its own thread when the task had ended already. Nobody makes a thread here.
//
// Stack: awaiting takes none. Neither a million tasks awaited one after the other nor a hundred
// thousand that each await the next one may need more of it than one task does. (Destroying a long
// chain of tasks that stand still may: each frame has the next task in it.) So one coroutine goes
// over to the other by symmetric transfer: an await_suspend() that returns a handle is left before
// that coroutine is resumed. (With gcc 12 and -fsanitize=thread that is not so, and a long chain
// overflows the stack. The build of this course uses clang 19, where it is.)
//
// Result: what the body gives to co_return, or the exception that leaves it. Whoever waits gets the
// one or the other. A task that has ended may be awaited again, and gives the same again.
//
// Threads: a task may end on one thread at the very moment when another thread begins to wait for
// it, by co_await or by sync_wait(). What the body did is seen by whoever got its result. And
// whoever got it may destroy the task at once: the thread on which it ended touches neither the
// task nor its frame from then on.
//
// Frame: the task owns it and frees it, once, in its destructor: whether the body has not begun,
// has ended, or awaits something that will never resume it.
//
// Your error, not checked: two that wait at once; start(), co_await and sync_wait() by two threads
// with no order between them; a task that is destroyed while its body runs or somebody waits for
// it; use of a task that was moved from, except for its destructor.
#ifndef LESSONS_COROUTINES_TASK_H_
#define LESSONS_COROUTINES_TASK_H_

#include <coroutine>
#include <memory>

#include "lessons/base/pause.h"

namespace lockstep {

class Task {
 public:
  class promise_type;  // the language looks for this name
  class Awaiter;
  class AtEnd;
  struct State;  // yours: what a task has to know. Define it in your file.

  // Takes over the coroutine, which stays where it is.
  Task(Task&& other) noexcept;
  ~Task();
  Task& operator=(Task&&) = delete;

  // Begins the body and returns when it has ended or awaits something. Does nothing when it has
  // begun before.
  void start();

  // `co_await task` waits for the end of the body; it begins the body when nobody has. Gives the
  // result or throws the exception.
  Awaiter operator co_await() noexcept;

 private:
  friend int sync_wait(Task& task);
  explicit Task(std::coroutine_handle<promise_type> coroutine) noexcept;

  std::coroutine_handle<promise_type> coroutine_;
};

// Waits for the end of the body, for a thread that is no coroutine: it sleeps until then. Begins
// the body when nobody has. Gives the result or throws the exception.
int sync_wait(Task& task);
inline int sync_wait(Task&& task) { return sync_wait(task); }

// What the compiler's code calls for `co_await task`.
class Task::Awaiter {
 public:
  // Whether the awaiting coroutine goes on without being suspended.
  bool await_ready() const noexcept;
  // The awaiting coroutine is suspended. Returns who is resumed now; std::noop_coroutine() is
  // nobody, and the thread goes on with what it did before.
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept;
  // The awaiting coroutine goes on: the value of `co_await task`.
  int await_resume();

 private:
  friend class Task;
  explicit Awaiter(std::coroutine_handle<promise_type> task) noexcept;

  std::coroutine_handle<promise_type> task_;
};

// What a body awaits after its last line.
class Task::AtEnd {
 public:
  // A body that does not stop at its end frees its own frame.
  bool await_ready() const noexcept { return false; }
  // The body has ended and is suspended for good. Returns who is resumed now.
  std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept;
  void await_resume() const noexcept {}
};

// One for each call of a function that returns a Task: it lives in the frame. The code that the
// compiler makes of the body calls these functions.
class Task::promise_type {
 public:
  promise_type();
  ~promise_type();

  // Called first: makes what the caller gets.
  Task get_return_object();
  // Whether the body stops before its first line.
  base::Pause initial_suspend() noexcept;
  AtEnd final_suspend() noexcept { return {}; }
  // At `co_return value`.
  void return_value(int value) noexcept;
  // Called within the catch block for an exception that leaves the body.
  void unhandled_exception() noexcept;

  std::unique_ptr<State> state;
};

}  // namespace lockstep

#endif  // LESSONS_COROUTINES_TASK_H_
