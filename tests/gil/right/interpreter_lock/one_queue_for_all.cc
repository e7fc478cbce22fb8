// SPDX-License-Identifier: MIT
// Another right way: one condition variable for all that sleep, all woken at every change, and a
// set of the threads that have asked. The time of the last switch says when an interval began. The
// state of the parent is left to itself in a forked child.
#include "lessons/gil/interpreter_lock.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using Threads = std::set<std::thread::id>;

struct State {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<std::thread::id> holder;
  std::optional<std::thread::id> last;
  steady_clock::time_point switched_at;
  long switches = 0;
  Threads asking;
};

class MyInterpreterLock : public InterpreterLock {
 public:
  explicit MyInterpreterLock(nanoseconds interval) : interval_(checked(interval).count()) {}

  void take() override { take_within(std::nullopt); }

  bool take_for(nanoseconds timeout) override { return take_within(timeout); }

  void drop() override {
    const int error = errno;
    State& s = *state_;
    std::unique_lock<std::mutex> guard(s.mutex);
    if (s.holder != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
    }
    s.holder.reset();
    s.changed.notify_all();
    const long until = s.switches;
    while (!s.asking.empty() && s.switches == until) s.changed.wait(guard);
    errno = error;
  }

  bool drop_requested() const override { return requests_ != 0; }

  void safe_point() override {
    if (requests_ == 0) return;
    drop();
    take();
  }

  long switches() const override {
    const std::lock_guard<std::mutex> guard(state_->mutex);
    return state_->switches;
  }

  void set_interval(nanoseconds interval) override { interval_ = checked(interval).count(); }

  nanoseconds interval() const override { return nanoseconds(interval_); }

  void after_fork_in_child() override {
    static_cast<void>(state_.release());
    state_ = std::make_unique<State>();
    state_->holder = state_->last = std::this_thread::get_id();
    requests_ = 0;
  }

 private:
  static nanoseconds checked(nanoseconds interval) {
    if (interval < nanoseconds(1)) throw std::invalid_argument("interval below 1 ns");
    return interval;
  }

  bool take_within(std::optional<nanoseconds> timeout) {
    const int error = errno;
    const auto me = std::this_thread::get_id();
    const auto start = steady_clock::now();
    State& s = *state_;
    std::unique_lock<std::mutex> guard(s.mutex);
    if (s.holder == me) {
      throw std::system_error(std::make_error_code(std::errc::resource_deadlock_would_occur));
    }
    while (s.holder) {
      const auto now = steady_clock::now();
      if (timeout && now - start >= *timeout) break;
      const auto asks = std::max(start, s.switched_at) + nanoseconds(interval_);
      if (now >= asks) s.asking.insert(me);
      tell();
      auto wake = now >= asks ? steady_clock::time_point::max() : asks;
      if (timeout) wake = std::min(wake, start + *timeout);
      s.changed.wait_until(guard, wake);
    }
    const bool taken = !s.holder;
    s.asking.erase(me);
    if (taken) enter(me);
    tell();
    if (s.asking.empty()) s.changed.notify_all();
    errno = error;
    return taken;
  }

  void enter(std::thread::id me) {
    State& s = *state_;
    s.holder = me;
    if (s.last && *s.last != me) {
      ++s.switches;
      s.switched_at = steady_clock::now();
      s.asking.clear();
      s.changed.notify_all();
    }
    s.last = me;
  }

  void tell() { requests_ = state_->asking.size(); }

  std::atomic<nanoseconds::rep> interval_;
  std::atomic<std::size_t> requests_{0};
  std::unique_ptr<State> state_ = std::make_unique<State>();
};

}  // namespace

std::unique_ptr<InterpreterLock> make_interpreter_lock(nanoseconds interval) {
  return std::make_unique<MyInterpreterLock>(interval);
}

}  // namespace lockstep
