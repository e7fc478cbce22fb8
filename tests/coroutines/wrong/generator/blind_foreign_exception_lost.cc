// expect: wrong result in Generator.AnythingMayLeaveTheBody
// Only what derives from std::exception comes out; a body that throws anything else seems to end
// normally.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/generator.h"

#include <utility>

namespace lockstep {

Generator::Generator(std::coroutine_handle<promise_type> coroutine) noexcept
    : coroutine_(coroutine) {}

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
  if (coroutine_) coroutine_.resume();
  return Iterator(coroutine_);
}

Generator Generator::promise_type::get_return_object() {
  return Generator(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Generator::promise_type::initial_suspend() noexcept { return {true}; }

base::Pause Generator::promise_type::final_suspend() noexcept { return {true}; }

base::Pause Generator::promise_type::yield_value(int value) noexcept {
  value_ = value;
  return {true};
}

void Generator::promise_type::return_void() noexcept {}

void Generator::promise_type::unhandled_exception() {
  try {
    throw;
  } catch (const std::exception&) {
    throw;
  } catch (...) {
  }
}

Generator::Iterator::Iterator(std::coroutine_handle<promise_type> coroutine) noexcept
    : coroutine_(coroutine) {}

int Generator::Iterator::operator*() const { return coroutine_.promise().value_; }

Generator::Iterator& Generator::Iterator::operator++() {
  coroutine_.resume();
  return *this;
}

bool Generator::Iterator::operator==(std::default_sentinel_t) const noexcept {
  return !coroutine_ || coroutine_.done();
}

}  // namespace lockstep
