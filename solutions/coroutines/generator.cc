// SPDX-License-Identifier: MIT
// Model answer for lessons/coroutines/generator.h.
//
// Invariant: a Generator with a coroutine owns it, and the coroutine is suspended whenever no step
// is being made: before its first line, at a co_yield, or after its last line. So it can always be
// destroyed, and done() may always be asked.
#include "lessons/coroutines/generator.h"

#include <utility>

namespace lockstep {
namespace {

using Coroutine = std::coroutine_handle<Generator::promise_type>;

}  // namespace

Generator::Generator(Coroutine coroutine) noexcept : coroutine_(coroutine) {}

// The source must forget the coroutine, or both free it.
Generator::Generator(Generator&& other) noexcept
    : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

// `other` is emptied first and the old coroutine goes away with the temporary, so that assigning a
// generator to itself needs no question.
Generator& Generator::operator=(Generator&& other) noexcept {
  Generator taken(std::move(other));
  std::swap(coroutine_, taken.coroutine_);
  return *this;
}

Generator::~Generator() {
  if (coroutine_) coroutine_.destroy();
}

Generator::Iterator Generator::begin() {
  Iterator first(coroutine_);
  // The body stands before its first line: the first value needs a step like all others.
  if (coroutine_) ++first;
  return first;
}

Generator Generator::promise_type::get_return_object() {
  return Generator(Coroutine::from_promise(*this));
}

// Lazy: begin() makes the first step.
base::Pause Generator::promise_type::initial_suspend() noexcept { return {.stops = true}; }

// The frame must outlive the body: the generator still asks done(), and it is the one that frees
// the frame. Going on here would free it under the owner's hands.
base::Pause Generator::promise_type::final_suspend() noexcept { return {.stops = true}; }

// By value: what stands behind co_yield may be a temporary.
base::Pause Generator::promise_type::yield_value(int value) noexcept {
  value_ = value;
  return {.stops = true};
}

void Generator::promise_type::return_void() noexcept {}

// Kept for the step that is being made. To throw it on (`throw;`) works as well: it comes out of
// resume(), and the coroutine is at its end.
void Generator::promise_type::unhandled_exception() { failure_ = std::current_exception(); }

Generator::Iterator::Iterator(Coroutine coroutine) noexcept : coroutine_(coroutine) {}

int Generator::Iterator::operator*() const { return coroutine_.promise().value_; }

Generator::Iterator& Generator::Iterator::operator++() {
  coroutine_.resume();
  // Taken out, not copied: it comes out once, and does not live on in the frame.
  if (auto failure = std::exchange(coroutine_.promise().failure_, nullptr)) {
    std::rethrow_exception(std::move(failure));
  }
  return *this;
}

bool Generator::Iterator::operator==(std::default_sentinel_t) const noexcept {
  return !coroutine_ || coroutine_.done();
}

}  // namespace lockstep

// C++23 has std::generator<T>: the same, for any type, as a view of the ranges library, and it
// flattens nested generators (see yield_from). C++20 has the language's part only: the header
// <coroutine>, with std::coroutine_handle, std::suspend_always and std::suspend_never.
