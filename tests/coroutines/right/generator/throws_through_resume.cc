// SPDX-License-Identifier: MIT
// right: an exception that leaves the body is thrown on, through resume(); nothing is kept.
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
  if (coroutine_) ++first;
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

void Generator::promise_type::unhandled_exception() { throw; }

Generator::Iterator::Iterator(Coroutine coroutine) noexcept : coroutine_(coroutine) {}

int Generator::Iterator::operator*() const { return coroutine_.promise().value_; }

Generator::Iterator& Generator::Iterator::operator++() {
  coroutine_.resume();
  return *this;
}

bool Generator::Iterator::operator==(std::default_sentinel_t) const noexcept {
  return !coroutine_ || coroutine_.done();
}

}  // namespace lockstep
