// SPDX-License-Identifier: MIT
// right: the outermost dialog has all within it on a stack of its own, a std::vector; nobody else
// knows anything of the chain.
#include "lessons/coroutines/yield_from.h"

#include <exception>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

namespace lockstep {

using Handle = std::coroutine_handle<Dialog::promise_type>;

namespace {

struct Conversation {
  std::vector<Handle> stack;  // the innermost last
  int said = 0;               // by the one to the other
};

}  // namespace

struct Dialog::State {
  enum Place { kBefore, kWithin, kAfter };

  Place place = kBefore;
  std::shared_ptr<Conversation> conversation;
  std::variant<std::monostate, int, std::exception_ptr> outcome;
};

Dialog::Dialog(Handle coroutine) noexcept : coroutine_(coroutine) {}

Dialog::Dialog(Dialog&& other) noexcept : coroutine_(std::exchange(other.coroutine_, {})) {}

Dialog::~Dialog() {
  if (!coroutine_) return;
  if (const auto conversation = coroutine_.promise().state->conversation) {
    std::vector<Handle>& stack = conversation->stack;
    for (; stack.size() > 1; stack.pop_back()) stack.back().destroy();
  }
  coroutine_.destroy();
}

std::optional<int> Dialog::next() {
  State& state = *coroutine_.promise().state;
  if (state.place == State::kBefore) {
    state.place = State::kWithin;
    state.conversation = std::make_shared<Conversation>();
    state.conversation->stack.push_back(coroutine_);
  }
  return send(0);
}

std::optional<int> Dialog::send(int answer) {
  State& state = *coroutine_.promise().state;
  if (state.place == State::kBefore) throw std::logic_error("not begun");
  if (state.place == State::kAfter) return std::nullopt;
  state.conversation->said = answer;
  state.conversation->stack.back().resume();
  if (state.outcome.index() == 0) return state.conversation->said;
  state.place = State::kAfter;
  if (state.outcome.index() == 2) {
    const auto failure = std::get<2>(std::exchange(state.outcome, std::monostate()));
    std::rethrow_exception(failure);
  }
  return std::nullopt;
}

int Dialog::result() const {
  const State& state = *coroutine_.promise().state;
  if (state.outcome.index() != 1) throw std::logic_error("no result");
  return std::get<1>(state.outcome);
}

std::coroutine_handle<> Dialog::Answer::await_suspend(Handle) noexcept {
  return std::noop_coroutine();
}

int Dialog::Answer::await_resume() { return promise_->state->conversation->said; }

std::coroutine_handle<> Dialog::Result::await_suspend(Handle yielding) {
  const auto& conversation = yielding.promise().state->conversation;
  State& inner = *inner_.coroutine_.promise().state;
  inner.place = State::kWithin;
  inner.conversation = conversation;
  conversation->stack.push_back(inner_.coroutine_);
  return std::exchange(inner_.coroutine_, nullptr);
}

int Dialog::Result::await_resume() {
  std::vector<Handle>& stack = promise_->state->conversation->stack;
  const Handle inner = stack.back();
  stack.pop_back();
  const auto outcome = inner.promise().state->outcome;
  inner.destroy();
  if (outcome.index() == 2) std::rethrow_exception(std::get<2>(outcome));
  return std::get<1>(outcome);
}

std::coroutine_handle<> Dialog::AtEnd::await_suspend(Handle ended) noexcept {
  const auto& stack = ended.promise().state->conversation->stack;
  if (stack.size() == 1) return std::noop_coroutine();
  return stack[stack.size() - 2];
}

Dialog::promise_type::promise_type() : state(new State) {}

Dialog::promise_type::~promise_type() = default;

Dialog Dialog::promise_type::get_return_object() { return Dialog(Handle::from_promise(*this)); }

base::Pause Dialog::promise_type::initial_suspend() noexcept { return {true}; }

Dialog::Answer Dialog::promise_type::yield_value(int value) noexcept {
  state->conversation->said = value;
  return Answer(this);
}

void Dialog::promise_type::return_value(int value) noexcept { state->outcome = value; }

void Dialog::promise_type::unhandled_exception() noexcept {
  state->outcome = std::current_exception();
}

}  // namespace lockstep
