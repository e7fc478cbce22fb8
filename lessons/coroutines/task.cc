// SPDX-License-Identifier: MIT
// Your task. The contract is in task.h; run it with
//   bazel test //lessons/coroutines:task_test
#include "lessons/coroutines/task.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

// What a task has to know, for whoever comes: add what you need.
struct Task::State {};

Task::Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Task::Task(Task&& other) noexcept { (void)other; }

Task::~Task() = default;

void Task::start() { not_implemented("Task::start"); }

Task::Awaiter Task::operator co_await() noexcept { return Awaiter(coroutine_); }

Task::Awaiter::Awaiter(std::coroutine_handle<promise_type> task) noexcept : task_(task) {}

bool Task::Awaiter::await_ready() const noexcept { return false; }

std::coroutine_handle<> Task::Awaiter::await_suspend(std::coroutine_handle<> awaiting) noexcept {
  return awaiting;
}

int Task::Awaiter::await_resume() { not_implemented("Task::Awaiter::await_resume"); }

std::coroutine_handle<> Task::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  (void)ended;
  return std::noop_coroutine();
}

Task::promise_type::promise_type() : state(std::make_unique<State>()) {}

Task::promise_type::~promise_type() = default;

Task Task::promise_type::get_return_object() {
  not_implemented("Task::promise_type::get_return_object");
}

base::Pause Task::promise_type::initial_suspend() noexcept { return {}; }

void Task::promise_type::return_value(int value) noexcept { (void)value; }

void Task::promise_type::unhandled_exception() noexcept {}

int sync_wait(Task& task) {
  (void)task;
  not_implemented("sync_wait");
}

}  // namespace lockstep
