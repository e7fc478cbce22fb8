// expect: wrong result in InterpreterLock.OneThreadRuns
// After a requested drop a safe point goes on without the lock.
// SPDX-License-Identifier: MIT
#include "lessons/gil/interpreter_lock.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <new>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class KeptErrno {
 public:
  ~KeptErrno() { errno = kept_; }

 private:
  const int kept_ = errno;
};

void refuse(std::errc code) { throw std::system_error(std::make_error_code(code)); }

struct State {
  mutable std::mutex mutex;
  std::condition_variable freed;
  std::condition_variable answered;
  std::thread::id holder;
  std::thread::id last;
  long switches = 0;
  int asking = 0;
  std::atomic<bool> requested{false};
};

class MyInterpreterLock : public InterpreterLock {
 public:
  explicit MyInterpreterLock(nanoseconds interval) { set_interval(interval); }

  void take() override { take_until(steady_clock::time_point::max()); }

  bool take_for(nanoseconds timeout) override { return take_until(steady_clock::now() + timeout); }

  void drop() override {
    const KeptErrno kept;
    std::unique_lock<std::mutex> guard(state_.mutex);
    if (state_.holder != std::this_thread::get_id()) refuse(std::errc::operation_not_permitted);
    state_.holder = std::thread::id();
    state_.freed.notify_one();
    const long before = state_.switches;
    state_.answered.wait(guard, [&] { return state_.asking == 0 || state_.switches != before; });
  }

  bool drop_requested() const override { return state_.requested; }

  void safe_point() override {
    if (!drop_requested()) return;
    drop();
  }

  long switches() const override {
    const std::lock_guard<std::mutex> guard(state_.mutex);
    return state_.switches;
  }

  void set_interval(nanoseconds interval) override {
    if (interval <= nanoseconds::zero()) throw std::invalid_argument("interval");
    interval_ = interval;
  }

  nanoseconds interval() const override { return interval_; }

  void after_fork_in_child() override {
    new (&state_) State;
    state_.holder = state_.last = std::this_thread::get_id();
  }

 private:
  bool is_free() const { return state_.holder == std::thread::id(); }

  void set_asking(int asking) {
    state_.asking = asking;
    state_.requested = asking > 0;
    if (asking == 0) state_.answered.notify_all();
  }

  bool take_until(steady_clock::time_point deadline) {
    const KeptErrno kept;
    const std::thread::id me = std::this_thread::get_id();
    std::unique_lock<std::mutex> guard(state_.mutex);
    if (state_.holder == me) refuse(std::errc::resource_deadlock_would_occur);
    if (!wait_until_free(guard, deadline)) return false;
    state_.holder = me;
    if (state_.last != std::thread::id() && state_.last != me) {
      ++state_.switches;
      set_asking(0);
    }
    state_.last = me;
    return true;
  }

  bool wait_until_free(std::unique_lock<std::mutex>& guard, steady_clock::time_point deadline) {
    long asked = -1;
    long seen = state_.switches;
    auto interval_ends = steady_clock::now() + interval_.load();
    while (!is_free()) {
      state_.freed.wait_until(guard, std::min(interval_ends, deadline));
      if (is_free()) break;
      const auto now = steady_clock::now();
      if (now >= interval_ends) {
        if (state_.switches == seen && asked != seen) {
          asked = seen;
          set_asking(state_.asking + 1);
        }
        seen = state_.switches;
        interval_ends = now + interval_.load();
      }
      if (now >= deadline) {
        if (asked == state_.switches) set_asking(state_.asking - 1);
        return false;
      }
    }
    return true;
  }

  std::atomic<nanoseconds> interval_;
  State state_;
};

}  // namespace

std::unique_ptr<InterpreterLock> make_interpreter_lock(nanoseconds interval) {
  return std::make_unique<MyInterpreterLock>(interval);
}

}  // namespace lockstep
