// expect: data race in Generator.ThreadsHaveTheirOwnExceptions
// One variable for the exceptions of all generators of all threads: two threads that step their own
// generators race for it.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/generator.h"

#include <utility>

namespace lockstep {
namespace {

std::exception_ptr thrown;

void step(std::coroutine_handle<> coroutine) {
  coroutine.resume();
  if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
}

}  // namespace

Generator::Generator(std::coroutine_handle<promise_type> coroutine) noexcept
    : coroutine_(coroutine) {}

Generator::Generator(Generator&& other) noexcept
    : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

Generator& Generator::operator=(Generator&& other) noexcept {
  if (this != &other) {
    const auto old = std::exchange(coroutine_, std::exchange(other.coroutine_, nullptr));
    if (old) old.destroy();
  }
  return *this;
}

Generator::~Generator() {
  if (coroutine_) coroutine_.destroy();
}

Generator::Iterator Generator::begin() {
  if (coroutine_) step(coroutine_);
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

void Generator::promise_type::unhandled_exception() { thrown = std::current_exception(); }

Generator::Iterator::Iterator(std::coroutine_handle<promise_type> coroutine) noexcept
    : coroutine_(coroutine) {}

int Generator::Iterator::operator*() const { return coroutine_.promise().value_; }

Generator::Iterator& Generator::Iterator::operator++() {
  step(coroutine_);
  return *this;
}

bool Generator::Iterator::operator==(std::default_sentinel_t) const noexcept {
  return !coroutine_ || coroutine_.done();
}

}  // namespace lockstep
