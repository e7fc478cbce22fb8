// SPDX-License-Identifier: MIT
// right: nothing is ever taken out of a list: each wait has a number, and an entry of an old wait
// is passed over. Timers are a heap.
#include "lessons/coroutines/event_loop.h"

#include <algorithm>
#include <deque>
#include <queue>
#include <stdexcept>
#include <thread>
#include <tuple>

namespace lockstep {
namespace {

using Job = EventLoop::Job;
using Time = std::chrono::steady_clock::time_point;

struct Waiter {
  Job job;
  int wait;
};

struct Entry {
  std::unique_ptr<base::Routine> routine;
  int wait = 0;  // grows with each wait that begins or is over: odd while it waits
  bool begun = false;
  bool cancelled = false;
  int open = 0;  // ends that it waits for
  std::vector<Job> jobs;
  std::vector<Waiter> waiters;
  int result = 0;
  std::exception_ptr failure;
  bool heard = false;
};

struct Timer {
  Time time;
  long order;
  Waiter waiter;
  bool operator<(const Timer& other) const {
    return std::tie(other.time, other.order) < std::tie(time, order);
  }
};

class HeapLoop : public EventLoop {
 public:
  Job spawn(base::Routine routine) override {
    const Job job = static_cast<Job>(entries_.size());
    entries_.emplace_back().routine = std::make_unique<base::Routine>(std::move(routine));
    ready_.push_back(job);
    return job;
  }

  void run() override {
    if (current_ >= 0) throw std::logic_error("run() within run()");
    for (;;) {
      look_at_timers();
      if (!ready_.empty()) {
        const Job job = ready_.front();
        ready_.pop_front();
        turn(job);
      } else if (!timers_.empty()) {
        std::this_thread::sleep_until(timers_.top().time);
      } else {
        break;
      }
    }
    for (const Entry& entry : entries_) {
      if (entry.routine) throw std::logic_error("deadlock among jobs");
    }
    std::exception_ptr first;
    for (const Job job : failed_) {
      if (!entries_[job].heard && !first) first = entries_[job].failure;
    }
    failed_.clear();
    if (first) std::rethrow_exception(first);
  }

  bool cancel(Job job) override {
    check(job);
    if (!entries_[job].routine) return false;
    entries_[job].cancelled = true;
    wake({job, entries_[job].wait});
    return true;
  }

 private:
  void check(Job job) const {
    if (job < 0 || job >= static_cast<Job>(entries_.size())) throw std::invalid_argument("job");
  }

  void wake(Waiter waiter) {
    Entry& entry = entries_[waiter.job];
    if (entry.wait != waiter.wait || entry.wait % 2 == 0) return;
    ++entry.wait;
    ready_.push_back(waiter.job);
  }

  void add_timer(Duration time) {
    const Waiter me = {current_, entries_[current_].wait};
    const auto now = std::chrono::steady_clock::now();
    timers_.push({now + std::min(time, Time::max() - now), ++order_, me});
  }

  void look_at_timers() {
    while (!timers_.empty()) {
      const Timer timer = timers_.top();
      const bool old = entries_[timer.waiter.job].wait != timer.waiter.wait;
      if (!old && timer.time > std::chrono::steady_clock::now()) return;
      timers_.pop();
      wake(timer.waiter);
    }
  }

  void begin_sleep(Duration time) override {
    Entry& me = entries_[current_];
    ++me.wait;
    me.jobs.clear();
    if (!me.cancelled && time > Duration::zero()) return add_timer(time);
    wake({current_, me.wait});
  }

  void begin_join(const std::vector<Job>& jobs, std::optional<Duration> time) override {
    for (const Job job : jobs) check(job);
    Entry& me = entries_[current_];
    ++me.wait;
    me.jobs = jobs;
    me.open = 0;
    bool now = me.cancelled || (time && *time <= Duration::zero());
    for (const Job job : jobs) {
      if (entries_[job].failure) now = true;
      if (!entries_[job].routine) continue;
      ++me.open;
      entries_[job].waiters.push_back({current_, me.wait});
    }
    if (now || me.open == 0) {
      wake({current_, me.wait});
    } else if (time) {
      add_timer(*time);
    }
  }

  std::vector<int> end_wait() override {
    Entry& me = entries_[current_];
    if (std::exchange(me.cancelled, false)) throw Cancelled();
    std::vector<int> results;
    bool all = true;
    for (const Job job : me.jobs) {
      Entry& other = entries_[job];
      if (other.failure) {
        other.heard = true;
        std::rethrow_exception(other.failure);
      }
      all = all && !other.routine;
      results.push_back(other.result);
    }
    if (!all) throw TimedOut();
    return results;
  }

  void turn(Job job) {
    Entry& entry = entries_[job];
    if (entry.cancelled && !entry.begun) {
      entry.failure = std::make_exception_ptr(Cancelled());
    } else {
      entry.begun = true;
      current_ = job;
      entry.routine->resume();
      current_ = -1;
      if (!entry.routine->done()) return;
      try {
        entry.result = entry.routine->result();
      } catch (const Cancelled&) {
        entry.failure = std::current_exception();
      } catch (...) {
        entry.failure = std::current_exception();
        failed_.push_back(job);
      }
    }
    entry.routine.reset();
    for (const Waiter waiter : entry.waiters) {
      if (entries_[waiter.job].wait != waiter.wait) continue;
      if (--entries_[waiter.job].open == 0 || entry.failure) wake(waiter);
    }
    entry.waiters.clear();
  }

  std::deque<Entry> entries_;
  std::deque<Job> ready_;
  std::priority_queue<Timer> timers_;
  long order_ = 0;
  Job current_ = -1;
  std::vector<Job> failed_;
};

}  // namespace

std::unique_ptr<EventLoop> make_event_loop() { return std::make_unique<HeapLoop>(); }

}  // namespace lockstep
