// expect: wrong result in InterpreterLock.RefusesWrongUse
// take_for() of zero by the thread that has the lock returns false instead of throwing: the quick
// way round the check. The lock is never free while somebody waits: drop() hands it over to the one
// who came first. That ends the request at once, so drop() has nobody to wait for.
// SPDX-License-Identifier: MIT
#include "lessons/gil/interpreter_lock.h"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <list>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class KeepErrno {
 public:
  KeepErrno() : kept_(errno) {}
  ~KeepErrno() { errno = kept_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  const int kept_;
};

// In the frame of a thread that waits. Guarded by the mutex.
struct Waiter {
  std::thread::id id = std::this_thread::get_id();
  bool has_asked = false;
  bool has_got = false;
  std::condition_variable got = {};
};

struct Inner {
  std::mutex mutex;
  std::list<Waiter*> waiters;
  std::thread::id holder;  // nobody's when it is free, and then nobody waits
  std::thread::id last;
  int asking = 0;
};

void check(nanoseconds interval) {
  if (interval <= nanoseconds::zero()) throw std::invalid_argument("an interval is above zero");
}

class HandedOver : public InterpreterLock {
 public:
  explicit HandedOver(nanoseconds interval) {
    check(interval);
    interval_ = interval.count();
    inner_ = new (room_) Inner;
  }

  ~HandedOver() override { inner_->~Inner(); }

  void take() override { take_until(std::nullopt, false); }

  bool take_for(nanoseconds timeout) override {
    const KeepErrno keeper;
    return take_until(steady_clock::now() + timeout, timeout <= nanoseconds::zero());
  }

  void drop() override {
    const KeepErrno keeper;
    const std::lock_guard guard(inner_->mutex);
    if (inner_->holder != std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::operation_not_permitted), "drop()");
    }
    if (inner_->waiters.empty()) {
      inner_->holder = {};
      return;
    }
    Waiter& next = *inner_->waiters.front();
    inner_->waiters.pop_front();
    give(next.id);
    next.has_got = true;
    next.got.notify_one();
  }

  bool drop_requested() const override { return requested_.load(std::memory_order_relaxed); }

  void safe_point() override {
    if (!drop_requested()) return;
    drop();
    take();
  }

  long switches() const override { return switches_.load(); }

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
    inner_->holder = inner_->last = std::this_thread::get_id();
    requested_ = false;
    switches_ = 0;
  }

 private:
  // The mutex is locked.
  void give(std::thread::id to) {
    if (inner_->last != std::thread::id() && inner_->last != to) {
      ++switches_;
      inner_->asking = 0;
      for (Waiter* waiter : inner_->waiters) waiter->has_asked = false;
      requested_ = false;
    }
    inner_->holder = inner_->last = to;
  }

  bool take_until(std::optional<steady_clock::time_point> deadline, bool only_now) {
    const KeepErrno keeper;
    std::unique_lock guard(inner_->mutex);
    if (only_now && inner_->holder != std::thread::id()) return false;
    if (inner_->holder == std::this_thread::get_id()) {
      throw std::system_error(std::make_error_code(std::errc::resource_deadlock_would_occur),
                              "take()");
    }
    if (inner_->holder == std::thread::id()) {
      give(std::this_thread::get_id());
      return true;
    }
    if (only_now) return false;
    Waiter me;
    const auto place = inner_->waiters.insert(inner_->waiters.end(), &me);
    auto begin = steady_clock::now();
    long seen = switches_;
    nanoseconds length = interval();
    for (;;) {
      auto until = begin + length;
      if (deadline && *deadline < until) until = *deadline;
      me.got.wait_until(guard, until);
      if (me.has_got) return true;
      const auto now = steady_clock::now();
      if (deadline && now >= *deadline) {
        inner_->waiters.erase(place);
        if (me.has_asked && --inner_->asking == 0) requested_ = false;
        return false;
      }
      if (now < begin + length) continue;
      if (seen == switches_ && !me.has_asked) {
        me.has_asked = true;
        ++inner_->asking;
        requested_ = true;
      }
      begin = now;
      seen = switches_;
      length = interval();
    }
  }

  alignas(Inner) unsigned char room_[sizeof(Inner)];
  Inner* inner_;
  std::atomic<bool> requested_{false};
  std::atomic<long> switches_{0};
  std::atomic<nanoseconds::rep> interval_;
};

}  // namespace

std::unique_ptr<InterpreterLock> make_interpreter_lock(nanoseconds interval) {
  return std::make_unique<HandedOver>(interval);
}

}  // namespace lockstep
