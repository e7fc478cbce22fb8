// expect: wrong result in EventLoop.TheTurnDecidesOnTheTimeout
// That the time was over is decided when the deadline has passed: TimedOut comes out of join_for()
// though the job has ended before the turn of the one who waits.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/event_loop.h"

#include <algorithm>
#include <deque>
#include <set>
#include <stdexcept>
#include <thread>
#include <tuple>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

class MyEventLoop : public EventLoop {
 public:
  ~MyEventLoop() override {
    // By number: the end of a frame may call the loop.
    for (std::size_t i = 0; i < jobs_.size(); ++i) std::exchange(jobs_[i].routine, std::nullopt);
  }

  Job spawn(base::Routine routine) override {
    jobs_.emplace_back().routine.emplace(std::move(routine));
    ready_.push_back(static_cast<Job>(jobs_.size()) - 1);
    ++alive_;
    return ready_.back();
  }

  void run() override {
    if (running_ >= 0) throw std::logic_error("run() is called by a job");
    while (alive_ > 0) {
      const auto now = Clock::now();
      while (!timers_.empty() && std::get<0>(*timers_.begin()) <= now) {
        jobs_[std::get<2>(*timers_.begin())].timed_out = true;
        wait_is_over(std::get<2>(*timers_.begin()));
      }
      if (!ready_.empty()) {
        take_turn();
      } else if (timers_.empty()) {
        throw std::logic_error("jobs wait for each other");
      } else {
        std::this_thread::sleep_until(std::get<0>(*timers_.begin()));
      }
    }
    for (const Job job : std::exchange(failed_, {})) {
      if (!jobs_[job].told) std::rethrow_exception(jobs_[job].failure);
    }
  }

  bool cancel(Job job) override {
    Record& record = at(job);
    if (record.phase == Phase::kEnded) return false;
    record.cancelled = true;
    if (record.phase == Phase::kWaiting) wait_is_over(job);
    if (record.phase != Phase::kNew) return true;
    record.failure = std::make_exception_ptr(Cancelled());
    end(job);
    return true;
  }

 private:
  enum class Phase { kNew, kReady, kRunning, kWaiting, kEnded };

  struct Record {
    std::optional<base::Routine> routine;
    Phase phase = Phase::kNew;
    bool cancelled = false;  // and not yet told so

    // Its wait, also after it is over, until the body goes on.
    long wait = 0;
    std::vector<Job> targets;
    std::size_t missing = 0;  // how many different ones have not ended
    std::optional<Clock::time_point> deadline;
    std::set<std::pair<long, Job>> waiters;
    int value = 0;
    std::exception_ptr failure;
    bool told = false;
    bool timed_out = false;
  };

  Record& at(Job job) {
    if (job >= 0 && job < static_cast<Job>(jobs_.size())) return jobs_[job];
    throw std::invalid_argument("there was never such a job");
  }

  void begin_sleep(Duration time) override { begin_wait({}, time, true); }

  void begin_join(const std::vector<Job>& jobs, std::optional<Duration> time) override {
    for (const Job job : jobs) at(job);
    begin_wait(jobs, time, false);
  }

  void begin_wait(std::vector<Job> jobs, std::optional<Duration> time, bool sleeps) {
    Record& record = jobs_[running_];
    record.wait = ++waits_;
    record.targets = std::move(jobs);
    record.missing = 0;
    bool over = record.cancelled || (time && *time <= Duration::zero());
    for (const Job target : record.targets) {
      Record& other = jobs_[target];
      if (other.phase == Phase::kEnded) {
        over = over || other.failure;
      } else if (other.waiters.insert({record.wait, running_}).second) {
        ++record.missing;
      }
    }
    over = over || (!sleeps && record.missing == 0);
    if (!over && time) {
      const auto now = Clock::now();
      record.deadline = now + std::min(*time, Clock::time_point::max() - now);
      timers_.insert({*record.deadline, record.wait, running_});
    }
    record.phase = Phase::kWaiting;
    if (over) wait_is_over(running_);
  }

  void wait_is_over(Job job) {
    Record& record = jobs_[job];
    for (const Job target : record.targets) jobs_[target].waiters.erase({record.wait, job});
    if (record.deadline) timers_.erase({*record.deadline, record.wait, job});
    record.deadline.reset();
    record.phase = Phase::kReady;
    ready_.push_back(job);
  }

  std::vector<int> end_wait() override {
    Record& record = jobs_[running_];
    const std::vector<Job> targets = std::exchange(record.targets, {});
    const bool timed_out = std::exchange(record.timed_out, false);
    if (std::exchange(record.cancelled, false)) throw Cancelled();
    if (timed_out && !targets.empty()) throw TimedOut();
    bool all = true;
    std::vector<int> results;
    for (const Job target : targets) {
      Record& other = jobs_[target];
      if (other.failure) {
        other.told = true;
        std::rethrow_exception(other.failure);
      }
      all = all && other.phase == Phase::kEnded;
      results.push_back(other.value);
    }
    if (!all) throw TimedOut();
    return results;
  }

  void take_turn() {
    const Job job = ready_.front();
    ready_.pop_front();
    Record& record = jobs_[job];
    if (record.phase == Phase::kEnded) return;  // cancelled before its first turn
    record.phase = Phase::kRunning;
    running_ = job;
    record.routine->resume();
    if (record.routine->done()) {
      try {
        record.value = record.routine->result();
      } catch (const Cancelled&) {
        record.failure = std::current_exception();
      } catch (...) {
        record.failure = std::current_exception();
        failed_.push_back(job);
      }
      end(job);
    }
    running_ = -1;
  }

  void end(Job job) {
    Record& record = jobs_[job];
    record.phase = Phase::kEnded;
    --alive_;
    for (const auto& [wait, waiter] : std::exchange(record.waiters, {})) {
      Record& other = jobs_[waiter];
      if (--other.missing == 0 || record.failure) wait_is_over(waiter);
    }
    const auto routine = std::exchange(record.routine, std::nullopt);
  }

  std::deque<Record> jobs_;  // a record stays where it is
  std::deque<Job> ready_;
  std::set<std::tuple<Clock::time_point, long, Job>> timers_;
  std::vector<Job> failed_;  // in the order in which they ended
  long waits_ = 0;
  int alive_ = 0;
  Job running_ = -1;
};

}  // namespace

std::unique_ptr<EventLoop> make_event_loop() { return std::make_unique<MyEventLoop>(); }

}  // namespace lockstep
