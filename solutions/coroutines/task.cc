// SPDX-License-Identifier: MIT
// Model answer for lessons/coroutines/task.h.
//
// The end of the body and the beginning of a wait may meet, on two threads. Both sides first write
// down what they have (a result; who waits) and then exchange the phase. The exchange has an order:
// the second one finds what the first one left, and it is the one that lets the waiting go on.
//
// Invariant: whoever finds nobody there leaves and touches nothing of the task any more, since from
// then on the other side may destroy it.
#include "lessons/coroutines/task.h"

#include <atomic>
#include <exception>
#include <utility>

#include "lessons/base/semaphore.h"

namespace lockstep {
namespace {

enum class Phase { kAlone, kAwaited, kEnded };

}  // namespace

struct Task::State {
  bool begun = false;
  std::atomic<Phase> phase{Phase::kAlone};

  // Who waits: one of the two. Written before the phase is kAwaited.
  std::coroutine_handle<> awaiting;
  base::Semaphore* bell = nullptr;

  // Written before the phase is kEnded.
  int result = 0;
  std::exception_ptr failure;

  bool has_ended() const {
    // Acquire: what the body did is seen from here on.
    return phase.load(std::memory_order_acquire) == Phase::kEnded;
  }

  // Whoever waits is written down. Returns false when the body had ended: nobody will wake it then.
  bool is_awaited_in_time() {
    // Release for what was written down, acquire for the result.
    return phase.exchange(Phase::kAwaited, std::memory_order_acq_rel) != Phase::kEnded;
  }

  int outcome() const {
    if (failure) std::rethrow_exception(failure);  // a copy is kept, for who awaits it again
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
    state.phase.store(Phase::kAwaited, std::memory_order_relaxed);  // nobody else knows the task
    return task_;
  }
  // The task runs elsewhere. When it is awaited in time, another thread may already have resumed
  // the awaiting coroutine and destroyed this awaiter, which lives in its frame.
  if (state.is_awaited_in_time()) return std::noop_coroutine();
  state.phase.store(Phase::kEnded, std::memory_order_relaxed);  // it may be awaited again
  return awaiting;
}

int Task::Awaiter::await_resume() { return task_.promise().state->outcome(); }

std::coroutine_handle<> Task::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  State& state = *ended.promise().state;
  // Release for the result, acquire for who waits.
  const Phase was = state.phase.exchange(Phase::kEnded, std::memory_order_acq_rel);
  // Nobody waited. Whoever comes now finds the end, and may free the frame under our hands.
  if (was == Phase::kAlone) return std::noop_coroutine();
  // Somebody waits and cannot go on without us, so the task is still there. It is not from
  // release() on.
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
    // The bell is this thread's: the task may be gone when the thread that rings it comes to its
    // end, and so may this bell; release() touches nothing after the permit is there.
    base::Semaphore bell(0);
    state.bell = &bell;
    if (state.is_awaited_in_time()) bell.acquire();
    state.bell = nullptr;
    state.phase.store(Phase::kEnded, std::memory_order_relaxed);
  }
  return state.outcome();
}

}  // namespace lockstep

// The standard library has no task: C++26's std::execution::task is the first. Its neighbours are
// std::future with std::async and std::promise: they bring a result from one thread to another, and
// the thread that waits sleeps; a future cannot be awaited. sync_wait() is std::this_thread::
// sync_wait of C++26.
