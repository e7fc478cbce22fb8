// SPDX-License-Identifier: MIT
// Model answer for lessons/gil/interpreter_lock.h: a mutex guards a few words, and two condition
// variables are what threads sleep on: those that want the lock, and those that were asked to drop
// it. The mutex is held for a moment in each call, never while a thread has the lock.
//
// Invariants while the mutex is free: asking is the number of waiting threads that have asked since
// the last switch, and requested says whether there are any; while there are, only a switch can
// take the lock, because the thread that had it waits in drop() until there are none.
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

// Puts errno back at the end of a call. The call that a thread has dropped the lock for may have
// left an error there, and what sleeps and wakes below may overwrite it.
class KeptErrno {
 public:
  ~KeptErrno() { errno = kept_; }

 private:
  const int kept_ = errno;
};

void refuse(std::errc code, const char* what) {
  throw std::system_error(std::make_error_code(code), what);
}

class SwitchingLock : public InterpreterLock {
 public:
  explicit SwitchingLock(nanoseconds interval) { set_interval(interval); }

  void take() override { take_until(steady_clock::time_point::max()); }

  bool take_for(nanoseconds timeout) override { return take_until(steady_clock::now() + timeout); }

  void drop() override {
    const KeptErrno kept;
    std::unique_lock<std::mutex> guard(state_.mutex);
    if (state_.holder != std::this_thread::get_id()) {
      refuse(std::errc::operation_not_permitted, "drop() of a lock that the thread does not have");
    }
    state_.holder = std::thread::id();
    state_.freed.notify_one();
    // The forced switch. Not "until nobody asks": after the switch others may ask, of the new
    // holder, before this thread runs again.
    const long before = state_.switches;
    state_.answered.wait(guard, [&] { return state_.asking == 0 || state_.switches != before; });
  }

  // An atomic, so that a thread that runs pays one load at each safe point. Relaxed: it is a hint
  // to come to drop(), which looks again with the mutex.
  bool drop_requested() const override { return state_.requested.load(std::memory_order_relaxed); }

  void safe_point() override {
    if (!drop_requested()) return;
    drop();
    take();
  }

  long switches() const override {
    const std::lock_guard<std::mutex> guard(state_.mutex);
    return state_.switches;
  }

  void set_interval(nanoseconds interval) override {
    if (interval <= nanoseconds::zero()) throw std::invalid_argument("an interval is above zero");
    interval_ = interval;
  }

  nanoseconds interval() const override { return interval_; }

  void after_fork_in_child() override {
    // The old state is not destroyed, only overwritten: its mutex may be locked, and its condition
    // variables waited on, by threads that are not there. To destroy such is undefined behaviour.
    new (&state_) State;
    state_.holder = state_.last = std::this_thread::get_id();
  }

 private:
  // All that a forked child begins anew.
  struct State {
    mutable std::mutex mutex;
    std::condition_variable freed;     // holder has become nobody
    std::condition_variable answered;  // asking has become 0
    std::thread::id holder;            // nobody: the lock is free
    std::thread::id last;              // who has it or had it last
    long switches = 0;
    int asking = 0;
    std::atomic<bool> requested{false};  // asking > 0; written with the mutex
  };

  // These need the mutex.
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
    if (state_.holder == me) {
      refuse(std::errc::resource_deadlock_would_occur, "take() of a lock that the thread has");
    }
    if (!wait_until_free(guard, deadline)) return false;
    state_.holder = me;
    if (state_.last != std::thread::id() && state_.last != me) {
      ++state_.switches;
      set_asking(0);
    }
    state_.last = me;
    return true;
  }

  // Returns whether the lock is free; if it is not, `deadline` has passed.
  bool wait_until_free(std::unique_lock<std::mutex>& guard, steady_clock::time_point deadline) {
    constexpr long kNever = -1;
    long asked = kNever;  // the number of switches when this thread asked
    long seen = state_.switches;
    auto interval_ends = steady_clock::now() + interval_.load();
    while (!is_free()) {
      // Until a point in time, so that being woken in vain does not begin the interval anew.
      state_.freed.wait_until(guard, std::min(interval_ends, deadline));
      // The lock first and the clock second: a thread that was notified and came late must take the
      // lock, not give up or ask. The notification was for it alone.
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
        // A request counts only if there was no switch since: a switch has ended it.
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
  return std::make_unique<SwitchingLock>(interval);
}

}  // namespace lockstep

// CPython's lock (Python/ceval_gil.c) is made like this, of a mutex and a condition variable of the
// system, and a second pair for the forced switch. What differs: there is one flag for the request
// instead of a number, so a thread that leaves takes the requests of all others along, and they ask
// again an interval later; and a thread that is woken in vain begins its interval anew.
//
// The standard library has nothing like it. A std::mutex is given back and taken again by the same
// thread nearly always before the one that was woken has come: fair locks hand over instead, as the
// turn lock in lessons/base does, and pay a switch of threads for each lock.
