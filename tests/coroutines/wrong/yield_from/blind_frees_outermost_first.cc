// expect: wrong result in YieldFrom.InnerFramesGoFirst
// The destructor frees the frames from the outermost inwards: variables of an inner body are
// destroyed after those of the outer one to which they may refer.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/yield_from.h"

#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

// What the caller and the innermost body say to each other.
template <class Handle>
struct Talk {
  std::vector<Handle> bodies;
  Handle ended;  // an inner body: its outer one frees it
  int said = 0;
  int answer = 0;
};

}  // namespace

struct Dialog::State {
  using Handle = std::coroutine_handle<promise_type>;

  Talk<Handle> own;
  Talk<Handle>* talk = &own;
  std::optional<int> result;
  std::exception_ptr failure;
};

Dialog::Dialog(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Dialog::Dialog(Dialog&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

Dialog::~Dialog() {
  if (!coroutine_) return;
  auto bodies = std::move(coroutine_.promise().state->own.bodies);
  coroutine_.destroy();
  for (std::size_t i = 1; i < bodies.size(); ++i) bodies[i].destroy();
}

std::optional<int> Dialog::next() {
  State& state = *coroutine_.promise().state;
  if (state.own.bodies.empty()) {
    state.own.bodies.push_back(coroutine_);
    coroutine_.resume();
    if (!coroutine_.done()) return state.own.said;
    if (state.failure) std::rethrow_exception(std::exchange(state.failure, nullptr));
    return std::nullopt;
  }
  return send(0);
}

std::optional<int> Dialog::send(int answer) {
  State& state = *coroutine_.promise().state;
  if (state.own.bodies.empty()) throw std::logic_error("an answer before the first question");
  if (coroutine_.done()) return std::nullopt;
  state.own.answer = answer;
  state.own.bodies.back().resume();
  if (!coroutine_.done()) return state.own.said;
  if (state.failure) std::rethrow_exception(std::exchange(state.failure, nullptr));
  return std::nullopt;
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

int Dialog::Answer::await_resume() { return promise_->state->talk->answer; }

std::coroutine_handle<> Dialog::Result::await_suspend(
    std::coroutine_handle<promise_type> yielding) {
  auto* const talk = yielding.promise().state->talk;
  talk->bodies.push_back(inner_.coroutine_);
  inner_.coroutine_.promise().state->talk = talk;
  return std::exchange(inner_.coroutine_, nullptr);
}

int Dialog::Result::await_resume() {
  const auto ended = std::exchange(promise_->state->talk->ended, nullptr);
  const std::exception_ptr failure = ended.promise().state->failure;
  const std::optional<int> result = ended.promise().state->result;
  ended.destroy();
  if (failure) std::rethrow_exception(failure);
  return *result;
}

std::coroutine_handle<> Dialog::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  auto* const talk = ended.promise().state->talk;
  if (talk->bodies.size() == 1) return std::noop_coroutine();
  talk->bodies.pop_back();
  talk->ended = ended;
  return talk->bodies.back();
}

Dialog::promise_type::promise_type() : state(std::make_unique<State>()) {}

Dialog::promise_type::~promise_type() = default;

Dialog Dialog::promise_type::get_return_object() {
  return Dialog(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Dialog::promise_type::initial_suspend() noexcept { return {true}; }

Dialog::Answer Dialog::promise_type::yield_value(int value) noexcept {
  state->talk->said = value;
  return Answer(this);
}

void Dialog::promise_type::return_value(int value) noexcept { state->result = value; }

void Dialog::promise_type::unhandled_exception() noexcept {
  state->result.reset();
  state->failure = std::current_exception();
}

}  // namespace lockstep
