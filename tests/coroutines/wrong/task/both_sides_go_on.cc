// expect: data race in Task.EndsWhileACoroutineBeginsToWait
// Both sides announce themselves and then look for the other one: when each finds the other, the
// awaiting coroutine is resumed twice.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/task.h"

#include <atomic>
#include <exception>
#include <utility>

#include "lessons/base/semaphore.h"

namespace lockstep {
namespace {

enum class Phase { kAlone, kAwaited, kEnded };

}

struct Task::State {
  bool begun = false;
  std::atomic<Phase> phase{Phase::kAlone};
  std::atomic<bool> ended{false};

  std::coroutine_handle<> awaiting;
  base::Semaphore* bell = nullptr;

  int result = 0;
  std::exception_ptr failure;

  bool has_ended() const { return phase.load(std::memory_order_acquire) == Phase::kEnded; }

  bool is_awaited_in_time() {
    Phase alone = Phase::kAlone;
    phase.compare_exchange_strong(alone, Phase::kAwaited);
    return !ended.load();
  }

  int outcome() const {
    if (failure) std::rethrow_exception(failure);
    return result;
  }
};

Task::Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Task::Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}

Task::~Task() {
  if (coroutine_) coroutine_.destroy();
}

void Task::start() {
  if (!std::exchange(coroutine_.promise().state->begun, true)) coroutine_.resume();
}

Task::Awaiter Task::operator co_await() noexcept { return Awaiter(coroutine_); }

Task::Awaiter::Awaiter(std::coroutine_handle<promise_type> task) noexcept : task_(task) {}

bool Task::Awaiter::await_ready() const noexcept { return task_.promise().state->has_ended(); }

std::coroutine_handle<> Task::Awaiter::await_suspend(std::coroutine_handle<> awaiting) noexcept {
  State& state = *task_.promise().state;
  state.awaiting = awaiting;
  if (!state.begun) {
    state.begun = true;
    state.phase.store(Phase::kAwaited, std::memory_order_relaxed);
    return task_;
  }
  if (state.is_awaited_in_time()) return std::noop_coroutine();
  state.phase.store(Phase::kEnded, std::memory_order_relaxed);
  return awaiting;
}

int Task::Awaiter::await_resume() { return task_.promise().state->outcome(); }

std::coroutine_handle<> Task::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  State& state = *ended.promise().state;
  state.ended = true;
  const Phase was = state.phase.exchange(Phase::kEnded, std::memory_order_acq_rel);
  if (was == Phase::kAlone) return std::noop_coroutine();
  if (state.bell == nullptr) return state.awaiting;
  state.bell->release();
  return std::noop_coroutine();
}

Task::promise_type::promise_type() : state(std::make_unique<State>()) {}
Task::promise_type::~promise_type() = default;

Task Task::promise_type::get_return_object() {
  return Task(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Task::promise_type::initial_suspend() noexcept { return {.stops = true}; }

void Task::promise_type::return_value(int value) noexcept { state->result = value; }

void Task::promise_type::unhandled_exception() noexcept {
  state->failure = std::current_exception();
}

int sync_wait(Task& task) {
  Task::State& state = *task.coroutine_.promise().state;
  task.start();
  if (!state.has_ended()) {
    base::Semaphore bell(0);
    state.bell = &bell;
    if (state.is_awaited_in_time()) bell.acquire();
    state.bell = nullptr;
    state.phase.store(Phase::kEnded, std::memory_order_relaxed);
  }
  return state.outcome();
}

}  // namespace lockstep
