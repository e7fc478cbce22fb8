// expect: wrong result in Thread.OwnsItsThreadLocalsAndErrno
// A thread that has ended one object's run() is given to the next object, with all that it had.
// SPDX-License-Identifier: MIT
#include "lessons/processes/thread.h"

#include <atomic>
#include <condition_variable>
#include <iostream>
#include <list>
#include <mutex>
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
int others = 0;  // guarded by others_mutex

void count_others(int change) {
  const std::lock_guard<std::mutex> lock(others_mutex);
  others += change;
  if (others == 0) others_ended.notify_all();
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

class Worker {
 public:
  void run(std::function<void()> work) {
    const std::lock_guard<std::mutex> lock(mutex_);
    work_ = std::move(work);
    if (!thread_.joinable()) thread_ = std::thread([this] { loop(); });
    changed_.notify_all();
  }
  bool is_free() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return !work_;
  }
  ~Worker() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }

 private:
  void loop() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return work_ || stop_; });
      if (!work_) return;
      const auto work = work_;
      lock.unlock();
      work();
      lock.lock();
      work_ = nullptr;
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> work_;
  bool stop_ = false;
  std::thread thread_;
};

std::mutex workers_mutex;
std::list<Worker> workers;
void run_in_a_worker(std::function<void()> work) {
  const std::lock_guard<std::mutex> lock(workers_mutex);
  for (Worker& worker : workers) {
    if (worker.is_free()) return worker.run(std::move(work));
  }
  workers.emplace_back().run(std::move(work));
}

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
};

Thread::Thread(std::function<void()> function, ThreadOptions options)
    : state_(std::make_shared<State>(std::move(function), std::move(options))) {}

Thread::~Thread() {}
void Thread::run() {
  if (state_->function) state_->function();
}
void Thread::start() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  if (state_->phase != State::Phase::kNew) throw std::logic_error("a thread is started only once");
  run_in_a_worker([this, state = state_] {
    current_thread = this;
    try {
      run();
    } catch (...) {
      report(*this, std::current_exception());
    }
    const bool counted = !state->daemon;
    {
      const std::lock_guard<std::mutex> end(state->mutex);
      state->phase = State::Phase::kEnded;
      state->ended.notify_all();
    }
    current_thread = nullptr;
    if (counted) count_others(-1);
  });
  state_->phase = State::Phase::kStarted;
  if (!state_->daemon) count_others(1);
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
  others_ended.wait(lock, [] { return others == 0; });
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
