// SPDX-License-Identifier: MIT
// right: nobody resumes anybody but send(): a body that ends or hands over goes back there, and a
// loop resumes the next one. No transfer is needed.
#include "lessons/coroutines/yield_from.h"

#include <exception>
#include <stdexcept>
#include <utility>

namespace lockstep {

using Coroutine = std::coroutine_handle<Dialog::promise_type>;

struct Dialog::State {
  State* outermost = this;
  Coroutine outer;
  Coroutine inner;

  bool begun = false;
  Coroutine innermost;
  int given = 0;
  bool spoken = false;
  int answer = 0;

  std::optional<int> result;
  std::exception_ptr failure;
};

Dialog::Dialog(Coroutine coroutine) noexcept : coroutine_(coroutine) {}

Dialog::Dialog(Dialog&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

Dialog::~Dialog() {
  if (!coroutine_) return;
  Coroutine next = coroutine_.promise().state->innermost;
  while (next != coroutine_) {
    const Coroutine outer = next.promise().state->outer;
    next.destroy();
    next = outer;
  }
  coroutine_.destroy();
}

std::optional<int> Dialog::next() {
  State& state = *coroutine_.promise().state;
  state.begun = true;
  return send(0);
}

std::optional<int> Dialog::send(int answer) {
  State& state = *coroutine_.promise().state;
  if (!state.begun) throw std::logic_error("an answer to a dialog that has asked nothing yet");
  if (coroutine_.done()) return std::nullopt;
  state.answer = answer;
  do {
    state.spoken = false;
    state.innermost.resume();
  } while (!state.spoken && !coroutine_.done());
  if (auto failure = std::exchange(state.failure, nullptr)) std::rethrow_exception(failure);
  if (coroutine_.done()) return std::nullopt;
  return state.given;
}

int Dialog::result() const {
  const State& state = *coroutine_.promise().state;
  if (!state.result) throw std::logic_error("a dialog without a result");
  return *state.result;
}

std::coroutine_handle<> Dialog::Answer::await_suspend(Coroutine) noexcept {
  return std::noop_coroutine();
}

int Dialog::Answer::await_resume() { return promise_->state->outermost->answer; }

std::coroutine_handle<> Dialog::Result::await_suspend(Coroutine yielding) {
  State& me = *promise_->state;
  me.inner = std::exchange(inner_.coroutine_, nullptr);
  State& inner = *me.inner.promise().state;
  inner.outer = yielding;
  inner.outermost = me.outermost;
  me.outermost->innermost = me.inner;
  return std::noop_coroutine();
}

int Dialog::Result::await_resume() {
  const Coroutine inner = std::exchange(promise_->state->inner, nullptr);
  const std::exception_ptr failure = inner.promise().state->failure;
  const std::optional<int> result = inner.promise().state->result;
  inner.destroy();
  if (failure) std::rethrow_exception(failure);
  return *result;
}

std::coroutine_handle<> Dialog::AtEnd::await_suspend(Coroutine ended) noexcept {
  const State& state = *ended.promise().state;
  if (state.outer) state.outermost->innermost = state.outer;
  return std::noop_coroutine();
}

Dialog::promise_type::promise_type() : state(std::make_unique<State>()) {
  state->innermost = Coroutine::from_promise(*this);
}

Dialog::promise_type::~promise_type() = default;

Dialog Dialog::promise_type::get_return_object() { return Dialog(Coroutine::from_promise(*this)); }

base::Pause Dialog::promise_type::initial_suspend() noexcept { return {.stops = true}; }

Dialog::Answer Dialog::promise_type::yield_value(int value) noexcept {
  state->outermost->given = value;
  state->outermost->spoken = true;
  return Answer(this);
}

void Dialog::promise_type::return_value(int value) noexcept { state->result = value; }

void Dialog::promise_type::unhandled_exception() noexcept {
  state->result.reset();  // a destructor may throw after co_return
  state->failure = std::current_exception();
}

}  // namespace lockstep
