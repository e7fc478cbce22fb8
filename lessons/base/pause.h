// SPDX-License-Identifier: MIT
// Given to exercises in which the student writes the promise type of a coroutine.
#ifndef LESSONS_BASE_PAUSE_H_
#define LESSONS_BASE_PAUSE_H_

#include <coroutine>

namespace lockstep {
namespace base {

// What a promise answers when the compiler's code asks whether the body stops at some place. It is
// std::suspend_always and std::suspend_never in one type: the answer is the student's.
struct Pause {
  bool stops;

  bool await_ready() const noexcept { return !stops; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_PAUSE_H_
