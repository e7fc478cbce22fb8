// expect: data race in InterpreterLock.AnyThreadMayLook
// switches() reads the number without the mutex under which others write it. The lock remembers
// when the last switch was; an interval begins there or where the waiting began, whichever is
// later. A number that grows with each end of a request is what drop() waits for.
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
using Time = steady_clock::time_point;

class KeepErrno {
 public:
  KeepErrno() : kept_(errno) {}
  ~KeepErrno() { errno = kept_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  const int kept_;
};

// All that is made anew after a fork. Guarded by the mutex.
struct Inner {
  mutable std::mutex mutex;
  std::condition_variable freed;
  std::condition_variable ended;  // a request
  std::thread::id holder;         // nobody's when it is free
  std::thread::id last;           // who has it or had it last
  long switches = 0;
  Time switched = Time::min();
  int asking = 0;     // since the last switch
  long requests = 0;  // that have ended
};

void check(nanoseconds interval) {
  if (interval <= nanoseconds::zero()) throw std::invalid_argument("an interval is above zero");
}

class ClockOfSwitches : public InterpreterLock {
 public:
  explicit ClockOfSwitches(nanoseconds interval) {
    check(interval);
    interval_ = interval.count();
    inner_ = new (room_) Inner;
  }

  ~ClockOfSwitches() override { inner_->~Inner(); }

  void take() override { take_until(Time::max()); }

  bool take_for(nanoseconds timeout) override {
    const KeepErrno keeper;
    return take_until(timeout > nanoseconds::zero() ? steady_clock::now() + timeout : Time::min());
  }

  void drop() override {
    const KeepErrno keeper;
    std::unique_lock guard(inner_->mutex);
    if (inner_->holder != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted), "drop()");
    }
    inner_->holder = {};
    inner_->freed.notify_one();
    if (inner_->asking == 0) return;
    const long before = inner_->requests;
    inner_->ended.wait(guard, [&] { return inner_->requests != before; });
  }

  bool drop_requested() const override { return requested_.load(std::memory_order_relaxed); }

  void safe_point() override {
    if (!drop_requested()) return;
    drop();
    take();
  }

  long switches() const override { return inner_->switches; }

  void set_interval(nanoseconds interval) override {
    const KeepErrno keeper;
    check(interval);
    interval_ = interval.count();
  }

  nanoseconds interval() const override { return nanoseconds(interval_.load()); }

  void after_fork_in_child() override {
    const KeepErrno keeper;
    // What was there is not destroyed: others may have been in the middle of it.
    inner_ = new (room_) Inner;
    inner_->holder = std::this_thread::get_id();
    inner_->last = std::this_thread::get_id();
    requested_ = false;
  }

 private:
  // The mutex is locked, and the lock is free.
  void take_it() {
    const std::thread::id me = std::this_thread::get_id();
    inner_->holder = me;
    const bool is_switch = inner_->last != std::thread::id() && inner_->last != me;
    inner_->last = me;
    if (!is_switch) return;
    ++inner_->switches;
    inner_->switched = steady_clock::now();
    if (inner_->asking > 0) end_request();
  }

  void end_request() {
    inner_->asking = 0;
    requested_ = false;
    ++inner_->requests;
    inner_->ended.notify_all();
  }

  bool take_until(Time deadline) {
    const KeepErrno keeper;
    std::unique_lock guard(inner_->mutex);
    if (inner_->holder == std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::resource_deadlock_would_occur),
                              "take()");
    }
    Time begin = steady_clock::now();
    nanoseconds length = interval();
    long asked_at = -1;  // the number of switches when it asked
    for (;;) {
      if (inner_->holder == std::thread::id()) {
        take_it();
        return true;
      }
      const Time now = steady_clock::now();
      if (now >= deadline) {
        if (asked_at == inner_->switches && --inner_->asking == 0) end_request();
        return false;
      }
      if (inner_->switched > begin) {
        begin = inner_->switched;
        length = interval();
      }
      if (now >= begin + length) {
        if (asked_at != inner_->switches) {
          asked_at = inner_->switches;
          ++inner_->asking;
          requested_ = true;
        }
        // Only to see a switch in time.
        begin = now;
        length = interval();
      }
      inner_->freed.wait_until(guard, std::min(deadline, begin + length));
    }
  }

  alignas(Inner) unsigned char room_[sizeof(Inner)];
  Inner* inner_;
  std::atomic<bool> requested_{false};
  std::atomic<nanoseconds::rep> interval_;
};

}  // namespace

std::unique_ptr<InterpreterLock> make_interpreter_lock(nanoseconds interval) {
  return std::make_unique<ClockOfSwitches>(interval);
}

}  // namespace lockstep
