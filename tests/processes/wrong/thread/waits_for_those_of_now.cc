// expect: wrong result in Thread.JoinOthersWaitsForAll
// join_others() waits for the threads that are alive when it is called, not for those that they
// start.
// SPDX-License-Identifier: MIT
#include "lessons/processes/thread.h"

#include <atomic>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

thread_local Thread* current_thread = nullptr;

std::atomic<int> names_given{0};

std::mutex hook_mutex;
ExceptionHook the_hook;  // guarded by hook_mutex

std::mutex others_mutex;
std::condition_variable others_ended;
long started = 0;
std::set<long> alive;  // guarded by others_mutex

long begin_one() {
  const std::lock_guard<std::mutex> lock(others_mutex);
  alive.insert(++started);
  return started;
}

void end_one(long number) {
  const std::lock_guard<std::mutex> lock(others_mutex);
  alive.erase(number);
  others_ended.notify_all();
}

void print(const Thread& thread, const std::exception_ptr& exception) {
  std::string what = "unknown";
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
  }
  std::cerr << "Exception in thread " + thread.name() + ": " + what + "\n";
}

void report(const Thread& thread, const std::exception_ptr& exception) {
  ExceptionHook hook;
  {
    const std::lock_guard<std::mutex> lock(hook_mutex);
    hook = the_hook;
  }
  if (!hook) return print(thread, exception);
  try {
    hook(thread, exception);
  } catch (...) {
  }
}

std::string name_of(ThreadOptions& options) {
  if (!options.name.empty()) return std::move(options.name);
  return "Thread-" + std::to_string(++names_given);
}

bool inherited_daemon() { return current_thread != nullptr && current_thread->daemon(); }

}  // namespace

struct Thread::State {
  enum class Phase { kNew, kStarted, kEnded };

  State(std::function<void()> its_function, ThreadOptions options)
      : function(std::move(its_function)),
        name(name_of(options)),
        daemon(options.daemon.value_or(inherited_daemon())) {}

  const std::function<void()> function;
  const std::string name;
  const bool daemon;
  std::mutex mutex;
  std::condition_variable ended;
  Phase phase = Phase::kNew;  // guarded by mutex
  long number = 0;
  std::thread thread;
};

Thread::Thread(std::function<void()> function, ThreadOptions options)
    : state_(std::make_shared<State>(std::move(function), std::move(options))) {}

Thread::~Thread() {
  if (state_->thread.joinable()) state_->thread.join();
}

void Thread::run() {
  if (state_->function) state_->function();
}

void Thread::start() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  if (state_->phase != State::Phase::kNew) throw std::logic_error("a thread is started only once");
  state_->thread = std::thread([this] {
    current_thread = this;
    try {
      run();
    } catch (...) {
      report(*this, std::current_exception());
    }
    State& state = *state_;
    const bool counted = !state.daemon;
    long number = 0;
    {
      const std::lock_guard<std::mutex> end(state.mutex);
      number = state.number;
      state.phase = State::Phase::kEnded;
      state.ended.notify_all();
    }
    if (counted) end_one(number);
  });
  state_->phase = State::Phase::kStarted;
  if (!state_->daemon) state_->number = begin_one();
}

void Thread::join() {
  if (current_thread == this) throw std::logic_error("a thread waits for itself");
  std::unique_lock<std::mutex> lock(state_->mutex);
  if (state_->phase == State::Phase::kNew) throw std::logic_error("the thread is not started");
  state_->ended.wait(lock, [this] { return state_->phase == State::Phase::kEnded; });
}

bool Thread::is_alive() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->phase == State::Phase::kStarted;
}

std::string Thread::name() const { return state_->name; }

bool Thread::daemon() const { return state_->daemon; }

Thread* Thread::current() { return current_thread; }

void set_exception_hook(ExceptionHook hook) {
  const std::lock_guard<std::mutex> lock(hook_mutex);
  std::swap(the_hook, hook);  // the old one is destroyed after the mutex is given back
}

void join_others() {
  std::unique_lock<std::mutex> lock(others_mutex);
  const long last = started;
  others_ended.wait(lock, [last] { return alive.empty() || *alive.begin() > last; });
}

void run_all(int count, const std::function<void(int number)>& function) {
  if (count < 0) throw std::invalid_argument("a negative number of threads");
  std::vector<std::unique_ptr<Thread>> threads;
  for (int number = 0; number < count; ++number) {
    threads.push_back(std::make_unique<Thread>([&function, number] { function(number); }));
    threads.back()->start();
  }
  for (const auto& thread : threads) thread->join();
}

}  // namespace lockstep
