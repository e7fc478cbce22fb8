// SPDX-License-Identifier: MIT
// Your dialog. The contract is in yield_from.h; run it with
//   bazel test //lessons/coroutines:yield_from_test
#include "lessons/coroutines/yield_from.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

// What a dialog has to know: add what you need.
struct Dialog::State {};

Dialog::Dialog(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Dialog::Dialog(Dialog&& other) noexcept { (void)other; }

Dialog::~Dialog() = default;

std::optional<int> Dialog::next() { not_implemented("Dialog::next"); }

std::optional<int> Dialog::send(int answer) {
  (void)answer;
  not_implemented("Dialog::send");
}

int Dialog::result() const { not_implemented("Dialog::result"); }

std::coroutine_handle<> Dialog::Answer::await_suspend(
    std::coroutine_handle<promise_type> yielding) noexcept {
  return yielding;
}

int Dialog::Answer::await_resume() { not_implemented("Dialog::Answer::await_resume"); }

std::coroutine_handle<> Dialog::Result::await_suspend(
    std::coroutine_handle<promise_type> yielding) {
  return yielding;
}

int Dialog::Result::await_resume() { not_implemented("Dialog::Result::await_resume"); }

std::coroutine_handle<> Dialog::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  (void)ended;
  return std::noop_coroutine();
}

Dialog::promise_type::promise_type() : state(std::make_unique<State>()) {}

Dialog::promise_type::~promise_type() = default;

Dialog Dialog::promise_type::get_return_object() {
  not_implemented("Dialog::promise_type::get_return_object");
}

base::Pause Dialog::promise_type::initial_suspend() noexcept { return {}; }

Dialog::Answer Dialog::promise_type::yield_value(int value) noexcept {
  (void)value;
  return Answer(this);
}

void Dialog::promise_type::return_value(int value) noexcept { (void)value; }

void Dialog::promise_type::unhandled_exception() noexcept {}

}  // namespace lockstep
