// expect: wrong result in YieldFrom.ExceptionsDoNotDisturbOthers
// A body that steps another dialog, which throws, talks from then on to that other dialog: the step
// of this thread is put back only on a normal return.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/yield_from.h"

#include <exception>
#include <stdexcept>
#include <utility>

namespace lockstep {

struct Dialog::State {
  using Handle = std::coroutine_handle<promise_type>;

  // Of an inner dialog.
  Handle outer;
  Dialog* owner = nullptr;  // in the frame of `outer`

  // Of the outermost one.
  Handle innermost;  // none: not begun
  int said = 0;
  int answer = 0;

  std::optional<int> result;
  std::exception_ptr failure;

  static thread_local State* stepped;

  // Runs the innermost body.
  std::optional<int> step(Handle self, int with) {
    State* const before = std::exchange(stepped, this);
    answer = with;
    innermost.resume();
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    stepped = before;
    if (!self.done()) return said;
    return std::nullopt;
  }
};

thread_local Dialog::State* Dialog::State::stepped = nullptr;

Dialog::Dialog(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Dialog::Dialog(Dialog&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

Dialog::~Dialog() {
  if (!coroutine_) return;
  auto body = coroutine_.promise().state->innermost;
  while (body && body != coroutine_) {
    const auto outer = body.promise().state->outer;
    Dialog* const owner = body.promise().state->owner;
    owner->coroutine_ = nullptr;
    body.destroy();
    body = outer;
  }
  coroutine_.destroy();
}

std::optional<int> Dialog::next() {
  State& state = *coroutine_.promise().state;
  if (coroutine_.done()) return std::nullopt;
  if (!state.innermost) state.innermost = coroutine_;
  return state.step(coroutine_, 0);
}

std::optional<int> Dialog::send(int answer) {
  State& state = *coroutine_.promise().state;
  if (!state.innermost) throw std::logic_error("an answer before the first question");
  if (coroutine_.done()) return std::nullopt;
  return state.step(coroutine_, answer);
}

int Dialog::result() const {
  const State& state = *coroutine_.promise().state;
  if (!coroutine_.done() || !state.result) throw std::logic_error("there is no result");
  return *state.result;
}

std::coroutine_handle<> Dialog::Answer::await_suspend(
    std::coroutine_handle<promise_type> yielding) noexcept {
  (void)yielding;
  return std::noop_coroutine();
}

int Dialog::Answer::await_resume() { return State::stepped->answer; }

std::coroutine_handle<> Dialog::Result::await_suspend(
    std::coroutine_handle<promise_type> yielding) {
  State& inner = *inner_.coroutine_.promise().state;
  inner.outer = yielding;
  inner.owner = &inner_;
  State::stepped->innermost = inner_.coroutine_;
  return inner_.coroutine_;
}

int Dialog::Result::await_resume() {
  const State& inner = *inner_.coroutine_.promise().state;
  if (inner.failure) std::rethrow_exception(inner.failure);
  return *inner.result;
}

std::coroutine_handle<> Dialog::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  const auto outer = ended.promise().state->outer;
  if (!outer) return std::noop_coroutine();
  State::stepped->innermost = outer;
  return outer;
}

Dialog::promise_type::promise_type() : state(std::make_unique<State>()) {}

Dialog::promise_type::~promise_type() = default;

Dialog Dialog::promise_type::get_return_object() {
  return Dialog(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Dialog::promise_type::initial_suspend() noexcept { return {true}; }

Dialog::Answer Dialog::promise_type::yield_value(int value) noexcept {
  State::stepped->said = value;
  return Answer(this);
}

void Dialog::promise_type::return_value(int value) noexcept { state->result = value; }

void Dialog::promise_type::unhandled_exception() noexcept {
  state->result.reset();
  state->failure = std::current_exception();
}

}  // namespace lockstep
