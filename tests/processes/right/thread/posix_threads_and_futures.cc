// POSIX threads, a shared future that is ready when the thread has ended, and a list of all who are
// to be waited for, which join_others() empties.
// SPDX-License-Identifier: MIT
#include "lessons/processes/thread.h"

#include <pthread.h>

#include <chrono>
#include <future>
#include <iostream>
#include <list>
#include <mutex>
#include <stdexcept>
#include <system_error>

namespace lockstep {

struct Thread::State {
  Thread* object = nullptr;
  std::function<void()> function;
  std::string name;
  bool daemon = false;
  std::once_flag start_once;
  std::promise<void> promise;
  std::shared_future<void> end;  // made by start(), guarded by mutex
  std::mutex mutex;
  pthread_t thread = {};

  std::shared_future<void> the_end() {
    const std::lock_guard<std::mutex> lock(mutex);
    return end;
  }

  static void* body(void* argument);
};

namespace {

std::mutex mutex;  // guards these three
ExceptionHook exception_hook;
std::list<std::shared_future<void>> waited_for;
int numbers = 0;

thread_local Thread* current_thread = nullptr;

void print(const Thread& thread, const std::exception_ptr& exception) {
  std::string text = "unknown";
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    text = error.what();
  } catch (...) {
  }
  std::cerr << "Exception in thread " << thread.name() << ": " << text << std::endl;
}

void report(const Thread& thread) {
  std::unique_lock<std::mutex> lock(mutex);
  const ExceptionHook hook = exception_hook ? exception_hook : print;
  lock.unlock();
  try {
    hook(thread, std::current_exception());
  } catch (...) {
  }
}

bool is_over(const std::shared_future<void>& end) {
  return end.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

}  // namespace

void* Thread::State::body(void* argument) {
  State* const state = static_cast<State*>(argument);
  current_thread = state->object;
  try {
    state->object->run();
  } catch (...) {
    report(*state->object);
  }
  state->promise.set_value();
  return nullptr;
}

Thread::Thread(std::function<void()> function, ThreadOptions options)
    : state_(std::make_shared<State>()) {
  state_->object = this;
  state_->function = std::move(function);
  state_->name = options.name;
  if (options.name.empty()) {
    const std::lock_guard<std::mutex> lock(mutex);
    state_->name = "Thread-" + std::to_string(++numbers);
  }
  const Thread* const maker = current();
  state_->daemon = options.daemon.value_or(maker != nullptr && maker->daemon());
}

Thread::~Thread() {
  if (state_->the_end().valid()) pthread_join(state_->thread, nullptr);
}

void Thread::run() {
  if (state_->function) state_->function();
}

void Thread::start() {
  bool first = false;
  std::call_once(state_->start_once, [&] { first = true; });
  if (!first) throw std::logic_error("a thread starts once");
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->end = state_->promise.get_future();
  if (!state_->daemon) {
    const std::lock_guard<std::mutex> all(mutex);
    waited_for.remove_if(is_over);
    waited_for.push_back(state_->end);
  }
  const int error = pthread_create(&state_->thread, nullptr, State::body, state_.get());
  if (error != 0) throw std::system_error(error, std::generic_category(), "pthread_create");
}

void Thread::join() {
  const std::shared_future<void> end = state_->the_end();
  if (!end.valid()) throw std::logic_error("not started");
  if (current() == this) throw std::logic_error("joins itself");
  end.wait();
}

bool Thread::is_alive() const {
  const std::shared_future<void> end = state_->the_end();
  return end.valid() && !is_over(end);
}

std::string Thread::name() const { return state_->name; }

bool Thread::daemon() const { return state_->daemon; }

Thread* Thread::current() { return current_thread; }

void set_exception_hook(ExceptionHook hook) {
  const std::lock_guard<std::mutex> lock(mutex);
  exception_hook.swap(hook);
}

void join_others() {
  std::unique_lock<std::mutex> lock(mutex);
  while (!waited_for.empty()) {
    const std::shared_future<void> end = waited_for.front();
    lock.unlock();
    end.wait();
    lock.lock();
    waited_for.remove_if(is_over);
  }
}

void run_all(int count, const std::function<void(int number)>& function) {
  if (count < 0) throw std::invalid_argument("fewer than none");
  std::list<Thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([=, &function] { function(i); }).start();
  for (Thread& thread : threads) thread.join();
}

}  // namespace lockstep
