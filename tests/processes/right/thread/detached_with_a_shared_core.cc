// Detached threads. What a thread needs after its object may have gone is in a core that both own,
// and all waiting is std::atomic's.
// SPDX-License-Identifier: MIT
#include "lessons/processes/thread.h"

#include <atomic>
#include <iostream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace lockstep {

struct Thread::State {
  static constexpr int kNew = 0, kAlive = 1, kEnded = 2;

  std::function<void()> function;
  std::string name;
  bool daemon;
  std::atomic<int> phase{kNew};
};

namespace {

// Outlives all threads, also daemonic ones that go on when the statics are destroyed.
struct Shared {
  std::atomic<int> names{1};
  std::atomic<int> others{0};
  std::mutex mutex;
  std::shared_ptr<const ExceptionHook> hook;
};

const std::shared_ptr<Shared>& shared() {
  static const std::shared_ptr<Shared> the_one = std::make_shared<Shared>();
  return the_one;
}

struct Here {
  Thread* thread = nullptr;
  bool daemon = false;
};
thread_local Here here;

std::string what(const std::exception_ptr& exception) try {
  std::rethrow_exception(exception);
} catch (const std::exception& error) {
  return error.what();
} catch (...) {
  return "unknown";
}

void tell(Shared& all, const Thread& thread, const std::exception_ptr& exception) try {
  all.mutex.lock();
  const std::shared_ptr<const ExceptionHook> hook = all.hook;
  all.mutex.unlock();
  if (hook != nullptr && *hook) return (*hook)(thread, exception);
  std::ostringstream line;
  line << "Exception in thread " << thread.name() << ": " << what(exception) << '\n';
  std::cerr << line.str() << std::flush;
} catch (...) {
}

}  // namespace

Thread::Thread(std::function<void()> function, ThreadOptions options)
    : state_(std::make_shared<State>()) {
  state_->function = std::move(function);
  state_->name = options.name;
  if (options.name.empty()) state_->name = "Thread-" + std::to_string(shared()->names.fetch_add(1));
  state_->daemon = options.daemon ? *options.daemon : here.daemon;
}

Thread::~Thread() = default;

void Thread::run() {
  const std::function<void()>& function = state_->function;
  if (function != nullptr) function();
}

void Thread::start() {
  int expected = State::kNew;
  if (!state_->phase.compare_exchange_strong(expected, State::kAlive)) {
    throw std::logic_error("started twice");
  }
  if (!state_->daemon) ++shared()->others;
  const auto body = [this, core = state_, all = shared()] {
    here = {this, core->daemon};
    try {
      run();
    } catch (...) {
      tell(*all, *this, std::current_exception());
    }
    core->phase = State::kEnded;
    core->phase.notify_all();
    if (!core->daemon && --all->others == 0) all->others.notify_all();
  };
  std::thread(body).detach();
}

void Thread::join() {
  const std::shared_ptr<State> core = state_;
  if (here.thread == this || core->phase == State::kNew) throw std::logic_error("cannot join");
  core->phase.wait(State::kAlive);
}

bool Thread::is_alive() const { return state_->phase == State::kAlive; }
std::string Thread::name() const { return state_->name; }
bool Thread::daemon() const { return state_->daemon; }
Thread* Thread::current() { return here.thread; }

void set_exception_hook(ExceptionHook hook) {
  auto next = std::make_shared<const ExceptionHook>(std::move(hook));
  const std::lock_guard<std::mutex> lock(shared()->mutex);
  shared()->hook.swap(next);
}

void join_others() {
  const std::shared_ptr<Shared> all = shared();
  for (int others = all->others; others != 0; others = all->others) all->others.wait(others);
}

void run_all(int count, const std::function<void(int number)>& function) {
  if (count < 0) throw std::invalid_argument("count");
  std::atomic<int> next{0};
  std::vector<std::shared_ptr<Thread>> threads;
  for (int i = 0; i < count; ++i) {
    threads.push_back(std::make_shared<Thread>([&] { function(next.fetch_add(1)); }));
  }
  for (const auto& thread : threads) thread->start();
  for (const auto& thread : threads) thread->join();
}

}  // namespace lockstep
