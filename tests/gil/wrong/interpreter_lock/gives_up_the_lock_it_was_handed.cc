// expect: no progress in InterpreterLock.WhoGivesUpLeavesOthersAlone
// drop() hands the lock to a thread whose time is just over, and that thread gives up all the same:
// nobody will drop it.
// SPDX-License-Identifier: MIT
#include "lessons/gil/interpreter_lock.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <list>
#include <mutex>
#include <new>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

struct Waiter {
  std::thread::id thread = std::this_thread::get_id();
  steady_clock::time_point since = steady_clock::now();
  bool has_asked = false;
  std::condition_variable woken;
};

struct State {
  std::mutex mutex;
  std::list<Waiter*> waiters;
  std::thread::id holder;
  std::thread::id last;
  std::atomic<long> switches{0};
  std::atomic<bool> requested{false};
};

class MyInterpreterLock : public InterpreterLock {
 public:
  explicit MyInterpreterLock(nanoseconds interval) { set_interval(interval); }

  void take() override {
    while (!take_for(std::chrono::hours(24))) continue;
  }

  bool take_for(nanoseconds timeout) override {
    const int error = errno;
    const bool taken = queue_up(steady_clock::now() + timeout);
    errno = error;
    return taken;
  }

  void drop() override {
    const std::lock_guard<std::mutex> guard(state_.mutex);
    if (state_.holder != std::this_thread::get_id()) {
      throw std::system_error(EPERM, std::generic_category());
    }
    state_.holder = {};
    if (state_.waiters.empty()) return;
    Waiter* const next = state_.waiters.front();
    state_.waiters.pop_front();
    hand_to(next->thread);
    next->woken.notify_one();
  }

  bool drop_requested() const override { return state_.requested; }

  void safe_point() override {
    if (drop_requested()) {
      drop();
      take();
    }
  }

  long switches() const override { return state_.switches; }

  void set_interval(nanoseconds interval) override {
    if (interval.count() <= 0) throw std::invalid_argument("interval");
    interval_ = interval;
  }

  nanoseconds interval() const override { return interval_; }

  void after_fork_in_child() override {
    new (&state_) State;
    hand_to(std::this_thread::get_id());
  }

 private:
  bool queue_up(steady_clock::time_point deadline) {
    Waiter waiter;
    std::unique_lock<std::mutex> guard(state_.mutex);
    if (state_.holder == waiter.thread) {
      throw std::system_error(EDEADLK, std::generic_category());
    }
    if (state_.holder == std::thread::id()) {
      hand_to(waiter.thread);
      return true;
    }
    state_.waiters.push_back(&waiter);
    for (;;) {
      const auto now = steady_clock::now();
      if (now >= deadline) {
        state_.waiters.remove(&waiter);
        tell_request();
        return false;
      }
      if (state_.holder == waiter.thread) return true;
      const auto asks = waiter.since + interval_.load();
      if (!waiter.has_asked && now >= asks) {
        waiter.has_asked = true;
        tell_request();
      }
      waiter.woken.wait_until(guard, waiter.has_asked ? deadline : std::min(asks, deadline));
    }
  }

  void hand_to(std::thread::id thread) {
    const bool is_switch = state_.last != std::thread::id() && state_.last != thread;
    state_.holder = state_.last = thread;
    if (!is_switch) return;
    ++state_.switches;
    for (Waiter* waiter : state_.waiters) {
      waiter->has_asked = false;
      waiter->since = steady_clock::now();
      waiter->woken.notify_one();  // to wait for the end of its new interval
    }
    tell_request();
  }

  void tell_request() {
    state_.requested =
        std::ranges::any_of(state_.waiters, [](Waiter* waiter) { return waiter->has_asked; });
  }

  std::atomic<nanoseconds> interval_;
  State state_;
};

}  // namespace

std::unique_ptr<InterpreterLock> make_interpreter_lock(nanoseconds interval) {
  return std::make_unique<MyInterpreterLock>(interval);
}

}  // namespace lockstep
