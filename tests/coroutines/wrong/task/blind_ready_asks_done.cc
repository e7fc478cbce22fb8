// expect: data race in Task.EndsWhileAThreadBeginsToWait
// await_ready() asks done() of a coroutine that may come to its end on another thread at that
// moment: nothing orders the two, and the result is read unordered too.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/task.h"

#include <atomic>
#include <exception>
#include <utility>

#include "lessons/base/semaphore.h"

namespace lockstep {
namespace {

// Frees its frame with the object, which the waiting thread does.
class Waiter {
 public:
  struct promise_type {
    std::shared_ptr<base::Semaphore> over;

    promise_type(Task&, std::shared_ptr<base::Semaphore>& semaphore) : over(semaphore) {}

    struct AtEnd {
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> ended) const noexcept {
        const auto over = ended.promise().over;
        over->release();  // the frame may be gone from here on
      }
      void await_resume() const noexcept {}
    };

    Waiter get_return_object() {
      return Waiter(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    AtEnd final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept {}  // whoever waits asks the task itself
  };

  explicit Waiter(std::coroutine_handle<promise_type> coroutine) : coroutine_(coroutine) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() { coroutine_.destroy(); }
  void begin() { coroutine_.resume(); }

 private:
  std::coroutine_handle<promise_type> coroutine_;
};

Waiter wait_for(Task& task, std::shared_ptr<base::Semaphore> over) {
  (void)over;
  co_await task;
}

}  // namespace

struct Task::State {
  bool begun = false;
  // nullptr: nobody waits; this state: the body has ended; else the coroutine that waits.
  std::atomic<void*> link{nullptr};
  int value = 0;
  std::exception_ptr failure;

  bool ended() { return link.load(std::memory_order_acquire) == this; }
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

bool Task::Awaiter::await_ready() const noexcept { return task_.done(); }

std::coroutine_handle<> Task::Awaiter::await_suspend(std::coroutine_handle<> awaiting) noexcept {
  State& state = *task_.promise().state;
  if (!std::exchange(state.begun, true)) {
    state.link.store(awaiting.address(), std::memory_order_relaxed);  // nobody runs it yet
    return task_;
  }
  void* seen = state.link.load(std::memory_order_acquire);
  while (seen != &state) {
    if (state.link.compare_exchange_weak(seen, awaiting.address(), std::memory_order_release,
                                         std::memory_order_acquire)) {
      return std::noop_coroutine();  // `this` may be gone
    }
  }
  return awaiting;
}

int Task::Awaiter::await_resume() {
  State& state = *task_.promise().state;
  if (state.failure) std::rethrow_exception(state.failure);
  return state.value;
}

std::coroutine_handle<> Task::AtEnd::await_suspend(
    std::coroutine_handle<promise_type> ended) noexcept {
  State* const state = ended.promise().state.get();
  void* const waiting = state->link.exchange(state, std::memory_order_acq_rel);
  if (waiting == nullptr) return std::noop_coroutine();
  return std::coroutine_handle<>::from_address(waiting);
}

Task::promise_type::promise_type() : state(std::make_unique<State>()) {}

Task::promise_type::~promise_type() = default;

Task Task::promise_type::get_return_object() {
  return Task(std::coroutine_handle<promise_type>::from_promise(*this));
}

base::Pause Task::promise_type::initial_suspend() noexcept { return {true}; }

void Task::promise_type::return_value(int value) noexcept { state->value = value; }

void Task::promise_type::unhandled_exception() noexcept {
  state->failure = std::current_exception();
}

int sync_wait(Task& task) {
  const auto over = std::make_shared<base::Semaphore>(0);
  Waiter waiter = wait_for(task, over);
  waiter.begin();
  over->acquire();
  return task.operator co_await().await_resume();
}

}  // namespace lockstep
