// SPDX-License-Identifier: MIT
// right: all there is to know is one atomic word: nobody, the end, or the address of the coroutine
// that waits. A thread waits by way of a coroutine of its own, which rings when it is resumed.
#include "lessons/coroutines/task.h"

#include <atomic>
#include <exception>
#include <utility>
#include <variant>

#include "lessons/base/semaphore.h"

namespace lockstep {
namespace {

char the_end;  // its address stands for the end

// A coroutine that runs when it is resumed, once, and frees itself.
struct Ring {
  struct promise_type {
    Ring get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
  std::coroutine_handle<> coroutine;
};

Ring ring(base::Semaphore& bell) {
  bell.release();
  co_return;
}

}  // namespace

struct Task::State {
  bool begun = false;
  std::atomic<void*> word{nullptr};
  std::variant<int, std::exception_ptr> outcome;

  int get() const {
    if (outcome.index() == 1) std::rethrow_exception(std::get<1>(outcome));
    return std::get<0>(outcome);
  }

  // Whoever waits is resumed at the end; false when that was before.
  bool call_at_end(std::coroutine_handle<> who) {
    void* nobody = nullptr;
    return word.compare_exchange_strong(nobody, who.address(), std::memory_order_acq_rel);
  }
};

Task::Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

Task::Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, {})) {}

Task::~Task() {
  if (coroutine_) coroutine_.destroy();
}

void Task::start() {
  if (!std::exchange(coroutine_.promise().state->begun, true)) coroutine_.resume();
}

Task::Awaiter Task::operator co_await() noexcept { return Awaiter(coroutine_); }

Task::Awaiter::Awaiter(std::coroutine_handle<promise_type> task) noexcept : task_(task) {}

bool Task::Awaiter::await_ready() const noexcept { return false; }

std::coroutine_handle<> Task::Awaiter::await_suspend(std::coroutine_handle<> awaiting) noexcept {
  State& state = *task_.promise().state;
  const std::coroutine_handle<> task = task_;
  const bool begins = !std::exchange(state.begun, true);
  if (!state.call_at_end(awaiting)) return awaiting;
  return begins ? task : std::noop_coroutine();
}

int Task::Awaiter::await_resume() { return task_.promise().state->get(); }

std::coroutine_handle<> Task::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  void* who = ended.promise().state->word.exchange(&the_end, std::memory_order_acq_rel);
  if (who == nullptr) return std::noop_coroutine();
  return std::coroutine_handle<>::from_address(who);
}

Task::promise_type::promise_type() : state(std::make_unique<State>()) {}
Task::promise_type::~promise_type() = default;

Task Task::promise_type::get_return_object() {
  return Task(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Task::promise_type::initial_suspend() noexcept { return {.stops = true}; }

void Task::promise_type::return_value(int value) noexcept { state->outcome = value; }

void Task::promise_type::unhandled_exception() noexcept {
  state->outcome = std::current_exception();
}

int sync_wait(Task& task) {
  Task::State& state = *task.coroutine_.promise().state;
  base::Semaphore bell(0);
  const Ring ringing = ring(bell);
  task.start();
  if (state.call_at_end(ringing.coroutine)) {
    bell.acquire();
  } else {
    ringing.coroutine.destroy();
  }
  return state.get();
}

}  // namespace lockstep
