// SPDX-License-Identifier: MIT
// A generator of numbers: a function that gives values one after the other, and stands still in
// between.
//
//   Generator count_from(int first) {
//     for (int value = first;; ++value) co_yield value;
//   }
//
//   for (const int value : count_from(3)) {  // 3, 4, 5 ...
//     if (value == 10) break;
//   }
//
// Who steps: a call of such a function makes the generator and runs nothing of the body. begin()
// runs the body to its first co_yield, and each ++ to the next one, on the caller's thread.
// Nothing else runs it: not reading a value, and not a comparison. So a body may go on for ever.
//
// End: when a step runs the body to its end (or to co_return), the iterator is equal to
// std::default_sentinel from then on.
//
// Exceptions: what leaves the body comes out of the begin() or the ++ that ran it, and only there.
// The generator is at its end then.
//
// Frame: the body's parameters and variables live in a frame that the compiler allocates. The
// generator owns it and frees it once, in its destructor or when another generator is assigned to
// it, wherever the body stands: not yet begun, at a co_yield, or at its end. Variables that are
// alive there are destroyed with it.
//
// Generators know nothing of each other: a body may use other generators, and threads may each
// step their own. One generator may go from thread to thread between steps, when something else
// (a join, a lock) puts the steps in an order.
//
// Your error, not checked: begin() for the second time; ++ and * at the end; an iterator whose
// generator is gone; a body that steps its own generator.
#ifndef LESSONS_COROUTINES_GENERATOR_H_
#define LESSONS_COROUTINES_GENERATOR_H_

#include <coroutine>
#include <cstddef>
#include <exception>
#include <iterator>

#include "lessons/base/pause.h"

namespace lockstep {

class Generator {
 public:
  class promise_type;  // the language looks for this name
  class Iterator;

  // Takes over the coroutine. `other` has none from then on: its begin() is at the end, and it may
  // be assigned to. Iterators stay valid: they belong to the coroutine.
  Generator(Generator&& other) noexcept;
  // Takes it over likewise, and frees the coroutine that this one had, in whose frame `other` may
  // live. Assigning a generator to itself changes nothing.
  Generator& operator=(Generator&& other) noexcept;
  ~Generator();

  // Runs the body to its first co_yield, or to its end. Throws what the body throws.
  Iterator begin();
  std::default_sentinel_t end() const noexcept { return std::default_sentinel; }

 private:
  explicit Generator(std::coroutine_handle<promise_type> coroutine) noexcept;

  std::coroutine_handle<promise_type> coroutine_;
};

// One for each call of a function that returns a Generator: it lives in the frame. The code that
// the compiler makes of the body calls these functions.
class Generator::promise_type {
 public:
  // Called first: makes what the caller gets.
  Generator get_return_object();

  // Whether the body stops before its first line, and after its last one. A coroutine that does
  // not stop after its last line frees its own frame.
  base::Pause initial_suspend() noexcept;
  base::Pause final_suspend() noexcept;

  // At `co_yield value`; and whether the body stops there.
  base::Pause yield_value(int value) noexcept;

  // At the end of the body, and at `co_return`.
  void return_void() noexcept;

  // Called within the catch block for an exception that leaves the body. After it, unless it
  // throws, comes final_suspend(). If it throws, the coroutine is at its end.
  void unhandled_exception();

  // No co_await in a generator.
  void await_transform() = delete;

 private:
  friend class Generator;
  friend class Iterator;

  [[maybe_unused]] int value_ = 0;               // yours, to use as you like
  [[maybe_unused]] std::exception_ptr failure_;  // likewise
};

// Where the body stands. All copies of an iterator stand at the same place.
class Generator::Iterator {
 public:
  using value_type = int;
  using difference_type = std::ptrdiff_t;

  // The value of the co_yield at which the body stands; the same until the next step.
  int operator*() const;

  // Runs the body to its next co_yield, or to its end. Throws what the body throws.
  Iterator& operator++();
  void operator++(int) { ++*this; }

  // Whether the generator is at its end.
  bool operator==(std::default_sentinel_t) const noexcept;

 private:
  friend class Generator;
  explicit Iterator(std::coroutine_handle<promise_type> coroutine) noexcept;

  std::coroutine_handle<promise_type> coroutine_;
};

}  // namespace lockstep

#endif  // LESSONS_COROUTINES_GENERATOR_H_
