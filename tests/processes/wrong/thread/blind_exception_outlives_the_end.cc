// expect: data race in Thread.ExceptionsDoNotOutliveTheirThread
// The thread holds the exception that left run() in a variable beyond its end: the destructor of
// the exception runs when join() has returned, and what it uses may be gone.
// SPDX-License-Identifier: MIT
#include "lessons/processes/thread.h"

#include <atomic>
#include <iostream>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

constexpr int kNew = 0;
constexpr int kAlive = 1;
constexpr int kEnded = 2;

using Phase = std::atomic<int>;

// Neither of these has a destructor that does anything, so they outlast main().
constinit std::atomic<int> names{0};
constinit std::atomic<int> others{0};  // how many there are that join_others() waits for
constinit thread_local Thread* this_thread = nullptr;

struct HookPlace {
  std::mutex mutex;
  std::shared_ptr<ExceptionHook> hook;  // null: the first one
};

HookPlace& hook_place() {
  static HookPlace& place = *new HookPlace;  // never destroyed
  return place;
}

void print(const Thread& thread, std::exception_ptr exception) {
  std::string what = "unknown";
  try {
    std::rethrow_exception(std::move(exception));
  } catch (const std::exception& known) {
    what = known.what();
  } catch (...) {
  }
  const std::string line = "Exception in thread " + thread.name() + ": " + what + '\n';
  std::cerr.write(line.data(), static_cast<std::streamsize>(line.size())).flush();
}

void call_hook(const Thread& thread) noexcept {
  try {
    std::shared_ptr<ExceptionHook> hook;
    {
      HookPlace& place = hook_place();
      const std::lock_guard<std::mutex> lock(place.mutex);
      hook = place.hook;
    }
    hook ? (*hook)(thread, std::current_exception()) : print(thread, std::current_exception());
  } catch (...) {
    // dropped
  }
}

std::exception_ptr run_one(Thread* thread) noexcept {
  try {
    thread->run();
  } catch (...) {
    call_hook(*thread);
    return std::current_exception();
  }
  return nullptr;
}

}  // namespace

struct Thread::State {
  std::function<void()> function;
  std::string name;
  bool daemon = false;
  std::shared_ptr<Phase> phase = std::make_shared<Phase>(kNew);  // shared with the thread
};

Thread::Thread(std::function<void()> function, ThreadOptions options)
    : state_(new State{std::move(function), std::move(options.name), false}) {
  if (state_->name.empty()) state_->name = "Thread-" + std::to_string(names.fetch_add(1) + 1);
  Thread* const maker = current();
  state_->daemon = options.daemon ? *options.daemon : maker != nullptr && maker->daemon();
}

Thread::~Thread() = default;

void Thread::run() {
  if (state_->function != nullptr) state_->function();
}

void Thread::start() {
  int expected = kNew;
  if (!state_->phase->compare_exchange_strong(expected, kAlive)) {
    throw std::logic_error("started before");
  }
  const bool counts = !state_->daemon;
  if (counts) others.fetch_add(1);
  std::thread([this, counts, phase = state_->phase] {
    this_thread = this;
    const std::exception_ptr left = run_one(this);
    this_thread = nullptr;
    phase->store(kEnded);  // `this` may be gone from here on
    phase->notify_all();
    if (counts && others.fetch_sub(1) == 1) others.notify_all();
  }).detach();
}

void Thread::join() {
  const std::shared_ptr<Phase> phase = state_->phase;
  if (phase->load() == kNew) throw std::logic_error("not started");
  if (current() == this) throw std::logic_error("this is the calling thread");
  phase->wait(kAlive);
}

bool Thread::is_alive() const { return state_->phase->load() == kAlive; }

std::string Thread::name() const { return state_->name; }

bool Thread::daemon() const { return state_->daemon; }

Thread* Thread::current() { return this_thread; }

void set_exception_hook(ExceptionHook hook) {
  auto place = hook ? std::make_shared<ExceptionHook>(std::move(hook)) : nullptr;
  const std::unique_lock<std::mutex> lock(hook_place().mutex);
  std::swap(hook_place().hook, place);
}  // the lock goes first, then the old hook

void join_others() {
  for (int left = others.load(); left != 0; left = others.load()) others.wait(left);
}

void run_all(int count, const std::function<void(int number)>& function) {
  if (count < 0) throw std::invalid_argument("count < 0");
  std::list<Thread> threads;
  for (int number = 0; number < count; ++number) {
    threads.emplace_back([number, &function] { function(number); }).start();
  }
  for (Thread& thread : threads) thread.join();
}

}  // namespace lockstep
