// expect: wrong result in Generator.ReadingRunsNothing
// Reading the value runs the body to the next one; ++ does nothing.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/generator.h"

#include <utility>

namespace lockstep {
namespace {

using Coroutine = std::coroutine_handle<Generator::promise_type>;

}

Generator::Generator(Coroutine coroutine) noexcept : coroutine_(coroutine) {}

Generator::Generator(Generator&& other) noexcept
    : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

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
  if (coroutine_) coroutine_.resume();
  if (coroutine_ && coroutine_.promise().failure_)
    std::rethrow_exception(coroutine_.promise().failure_);
  return first;
}

Generator Generator::promise_type::get_return_object() {
  return Generator(Coroutine::from_promise(*this));
}

base::Pause Generator::promise_type::initial_suspend() noexcept { return {.stops = true}; }

base::Pause Generator::promise_type::final_suspend() noexcept { return {.stops = true}; }

base::Pause Generator::promise_type::yield_value(int value) noexcept {
  value_ = value;
  return {.stops = true};
}

void Generator::promise_type::return_void() noexcept {}

void Generator::promise_type::unhandled_exception() { failure_ = std::current_exception(); }

Generator::Iterator::Iterator(Coroutine coroutine) noexcept : coroutine_(coroutine) {}

int Generator::Iterator::operator*() const {
  const int value = coroutine_.promise().value_;
  auto handle = coroutine_;
  handle.resume();
  return value;
}

Generator::Iterator& Generator::Iterator::operator++() {
  if (auto failure = std::exchange(coroutine_.promise().failure_, nullptr)) {
    std::rethrow_exception(std::move(failure));
  }
  return *this;
}

bool Generator::Iterator::operator==(std::default_sentinel_t) const noexcept {
  return !coroutine_ || coroutine_.done();
}

}  // namespace lockstep
