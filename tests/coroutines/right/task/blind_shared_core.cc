// SPDX-License-Identifier: MIT
// right: what the two sides must agree upon lives apart from the frame and is shared. Whoever ends
// holds on to it, so that it may tell the waiting thread after the task itself is gone.
#include "lessons/coroutines/task.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace lockstep {

struct Task::State {
  struct Core {
    std::mutex mutex;
    std::condition_variable changed;
    bool ended = false;               // guarded by mutex
    std::coroutine_handle<> waiting;  // guarded by mutex
    int value = 0;                    // constant once it has ended; so is failure
    std::exception_ptr failure;

    int result() const {
      if (failure) std::rethrow_exception(failure);
      return value;
    }
  };

  bool begun = false;  // for whoever uses the task, not for the body
  std::shared_ptr<Core> core = std::make_shared<Core>();
};

Task::Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Task::Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

Task::~Task() {
  if (coroutine_) coroutine_.destroy();
}

void Task::start() {
  if (std::exchange(coroutine_.promise().state->begun, true)) return;
  coroutine_.resume();
}

Task::Awaiter Task::operator co_await() noexcept { return Awaiter(coroutine_); }

Task::Awaiter::Awaiter(std::coroutine_handle<promise_type> task) noexcept : task_(task) {}

bool Task::Awaiter::await_ready() const noexcept { return false; }

std::coroutine_handle<> Task::Awaiter::await_suspend(std::coroutine_handle<> awaiting) noexcept {
  const auto task = task_;
  State& state = *task.promise().state;
  const bool begun = std::exchange(state.begun, true);
  const auto core = state.core;
  {
    const std::lock_guard<std::mutex> lock(core->mutex);
    if (core->ended) return awaiting;
    core->waiting = awaiting;
  }
  if (begun) return std::noop_coroutine();
  return task;
}

int Task::Awaiter::await_resume() {
  const auto core = task_.promise().state->core;
  {
    const std::lock_guard<std::mutex> lock(core->mutex);
  }
  return core->result();
}

std::coroutine_handle<> Task::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  const auto core = ended.promise().state->core;
  std::coroutine_handle<> next;
  {
    const std::lock_guard<std::mutex> lock(core->mutex);
    core->ended = true;
    next = std::exchange(core->waiting, nullptr);
  }
  core->changed.notify_all();
  if (next) return next;
  return std::noop_coroutine();
}

Task::promise_type::promise_type() : state(std::make_unique<State>()) {}

Task::promise_type::~promise_type() = default;

Task Task::promise_type::get_return_object() {
  return Task(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Task::promise_type::initial_suspend() noexcept { return {true}; }

void Task::promise_type::return_value(int value) noexcept { state->core->value = value; }

void Task::promise_type::unhandled_exception() noexcept {
  state->core->failure = std::current_exception();
}

int sync_wait(Task& task) {
  const auto core = task.coroutine_.promise().state->core;
  task.start();
  std::unique_lock<std::mutex> lock(core->mutex);
  core->changed.wait(lock, [&] { return core->ended; });
  lock.unlock();
  return core->result();
}

}  // namespace lockstep
