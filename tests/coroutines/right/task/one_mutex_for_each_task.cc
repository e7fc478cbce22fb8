// SPDX-License-Identifier: MIT
// right: a mutex in the state guards all of it; a thread waits for a condition variable that all
// tasks share, so nothing is destroyed under those who notify.
#include "lessons/coroutines/task.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace lockstep {
namespace {

std::mutex shared_mutex;
std::condition_variable something_ended;

}  // namespace

struct Task::State {
  bool begun = false;
  bool ended = false;
  std::coroutine_handle<> awaiting;
  int result = 0;
  std::exception_ptr failure;
};

Task::Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Task::Task(Task&& other) noexcept : coroutine_(other.coroutine_) { other.coroutine_ = nullptr; }

Task::~Task() {
  if (coroutine_ != nullptr) coroutine_.destroy();
}

void Task::start() {
  State& state = *coroutine_.promise().state;
  if (state.begun) return;
  state.begun = true;
  coroutine_.resume();
}

Task::Awaiter Task::operator co_await() noexcept { return Awaiter(coroutine_); }

Task::Awaiter::Awaiter(std::coroutine_handle<promise_type> task) noexcept : task_(task) {}

bool Task::Awaiter::await_ready() const noexcept { return false; }

std::coroutine_handle<> Task::Awaiter::await_suspend(std::coroutine_handle<> awaiting) noexcept {
  State& state = *task_.promise().state;
  if (!std::exchange(state.begun, true)) {
    state.awaiting = awaiting;
    return task_;
  }
  const std::lock_guard<std::mutex> lock(shared_mutex);
  if (state.ended) return awaiting;
  state.awaiting = awaiting;
  return std::noop_coroutine();
}

int Task::Awaiter::await_resume() {
  State& state = *task_.promise().state;
  if (state.failure != nullptr) std::rethrow_exception(state.failure);
  return state.result;
}

std::coroutine_handle<> Task::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  State& state = *ended.promise().state;
  const std::lock_guard<std::mutex> lock(shared_mutex);
  state.ended = true;
  something_ended.notify_all();
  if (state.awaiting != nullptr) return state.awaiting;
  return std::noop_coroutine();
}

Task::promise_type::promise_type() : state(new State) {}

Task::promise_type::~promise_type() = default;

Task Task::promise_type::get_return_object() {
  return Task(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Task::promise_type::initial_suspend() noexcept { return {true}; }

void Task::promise_type::return_value(int value) noexcept { state->result = value; }

void Task::promise_type::unhandled_exception() noexcept {
  state->failure = std::current_exception();
}

int sync_wait(Task& task) {
  task.start();
  Task::State& state = *task.coroutine_.promise().state;
  std::unique_lock<std::mutex> lock(shared_mutex);
  something_ended.wait(lock, [&] { return state.ended; });
  if (state.failure != nullptr) std::rethrow_exception(state.failure);
  return state.result;
}

}  // namespace lockstep
