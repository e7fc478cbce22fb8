// expect: wrong result in EventLoop.SleepersWakeInOrder
// A job that sleeps puts the thread to sleep.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/event_loop.h"

#include <algorithm>
#include <deque>
#include <map>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

using Job = EventLoop::Job;
using Clock = std::chrono::steady_clock;
using Deadlines = std::multimap<Clock::time_point, Job>;

struct Record {
  explicit Record(base::Routine given) : routine(std::move(given)) {}

  std::optional<base::Routine> routine;
  bool begun = false;
  bool cancelled = false;

  bool waiting = false;
  std::vector<Job> awaited;
  std::optional<Deadlines::iterator> deadline;

  std::vector<Job> told;
  int result = 0;
  std::exception_ptr failure;

  bool has_ended() const { return !routine.has_value(); }
};

Clock::time_point from_now(EventLoop::Duration time) {
  const auto now = Clock::now();
  return now + std::min(time, Clock::time_point::max() - now);
}

class Loop : public EventLoop {
 public:
  Job spawn(base::Routine routine) override {
    jobs_.emplace_back(std::move(routine));
    ready_.push_back(static_cast<Job>(jobs_.size()) - 1);
    return ready_.back();
  }

  void run() override {
    if (running_) throw std::logic_error("run() is called by a job");
    while (!ready_.empty() || !deadlines_.empty()) {
      if (ready_.empty()) std::this_thread::sleep_until(deadlines_.begin()->first);
      wake_those_in_time();
      if (!ready_.empty()) turn();
    }
    if (std::any_of(jobs_.begin(), jobs_.end(), [](const Record& r) { return !r.has_ended(); })) {
      throw std::logic_error("jobs wait, and nobody is left to end it");
    }
    const std::exception_ptr failure = unheard_.empty() ? nullptr : jobs_[unheard_[0]].failure;
    unheard_.clear();
    if (failure) std::rethrow_exception(failure);
  }

  bool cancel(Job job) override {
    Record& record = at(job);
    if (record.has_ended()) return false;
    record.cancelled = true;
    if (record.waiting) end_of_wait(job);
    return true;
  }

 private:
  void begin_sleep(Duration time) override {
    std::this_thread::sleep_for(time);
    begin_wait({}, Duration::zero());
  }

  void begin_join(const std::vector<Job>& jobs, std::optional<Duration> time) override {
    for (const Job job : jobs) at(job);
    begin_wait(jobs, time);
  }

  void begin_wait(const std::vector<Job>& jobs, std::optional<Duration> time) {
    Record& me = jobs_[*running_];
    me.waiting = true;
    me.awaited = jobs;
    for (const Job job : jobs) jobs_[job].told.push_back(*running_);
    if (time) me.deadline = deadlines_.emplace(from_now(*time), *running_);
    const bool no_time = time && *time <= Duration::zero();
    const bool sleeps = jobs.empty() && time;
    if (me.cancelled || no_time || (!sleeps && is_settled(me))) end_of_wait(*running_);
  }

  std::vector<int> end_wait() override {
    Record& me = jobs_[*running_];
    const std::vector<Job> awaited = std::exchange(me.awaited, {});
    if (std::exchange(me.cancelled, false)) throw Cancelled();
    for (const Job job : awaited) {
      if (!jobs_[job].failure) continue;
      std::erase(unheard_, job);
      std::rethrow_exception(jobs_[job].failure);
    }
    std::vector<int> results;
    for (const Job job : awaited) {
      if (!jobs_[job].has_ended()) throw TimedOut();
      results.push_back(jobs_[job].result);
    }
    return results;
  }

  Record& at(Job job) {
    if (job < 0 || job >= static_cast<Job>(jobs_.size())) {
      throw std::invalid_argument("there is no such job");
    }
    return jobs_[job];
  }

  bool is_settled(const Record& record) const {
    const auto& jobs = record.awaited;
    const auto ended = [this](Job job) { return jobs_[job].has_ended(); };
    const auto failed = [this](Job job) { return jobs_[job].failure != nullptr; };
    return std::all_of(jobs.begin(), jobs.end(), ended) ||
           std::any_of(jobs.begin(), jobs.end(), failed);
  }

  void end_of_wait(Job job) {
    Record& record = jobs_[job];
    record.waiting = false;
    if (record.deadline) deadlines_.erase(*record.deadline);
    record.deadline.reset();
    for (const Job awaited : record.awaited) std::erase(jobs_[awaited].told, job);
    ready_.push_back(job);
  }

  void wake_those_in_time() {
    if (deadlines_.empty()) return;
    const auto now = Clock::now();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
      end_of_wait(deadlines_.begin()->second);
    }
  }

  void turn() {
    running_ = ready_.front();
    ready_.pop_front();
    Record& record = jobs_[*running_];
    if (!record.begun && record.cancelled) {
      record.failure = std::make_exception_ptr(Cancelled());
      record.routine.reset();
    } else {
      record.begun = true;
      record.routine->resume();
      if (record.routine->done()) take_result(record);
    }
    if (record.has_ended()) tell_the_end(record);
    running_.reset();
  }

  void take_result(Record& record) {
    try {
      record.result = record.routine->result();
    } catch (const Cancelled&) {
      record.failure = std::current_exception();
    } catch (...) {
      record.failure = std::current_exception();
      unheard_.push_back(*running_);
    }
    record.routine.reset();
  }

  void tell_the_end(Record& record) {
    for (const Job job : std::vector<Job>(record.told)) {
      if (jobs_[job].waiting && is_settled(jobs_[job])) end_of_wait(job);
    }
  }

  std::deque<Record> jobs_;
  std::deque<Job> ready_;
  Deadlines deadlines_;
  std::optional<Job> running_;
  std::vector<Job> unheard_;
};

}  // namespace

std::unique_ptr<EventLoop> make_event_loop() { return std::make_unique<Loop>(); }

}  // namespace lockstep
