// expect: wrong result in EventLoop.GatherTellsOfOneOnly
// gather() throws the exception of one job and takes those of all its jobs as told: run() does not
// throw what nobody was told of.
// SPDX-License-Identifier: MIT
#include "lessons/coroutines/event_loop.h"

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;
using Job = EventLoop::Job;
using Waits = std::list<struct Wait*>;
using Timers = std::multimap<Clock::time_point, Wait*>;  // equal ones stay in their order

struct Wait {
  explicit Wait(Job who) : job(who) {}
  ~Wait() {
    for (const auto& [list, place] : places) list->erase(place);
    if (timers != nullptr) timers->erase(timer);
  }
  void stand_in(Waits& list) { places.emplace_back(&list, list.insert(list.end(), this)); }
  void stand_in(Timers& in, EventLoop::Duration time) {
    const auto start = Clock::now();
    timer = in.emplace(start + std::min(time, Clock::time_point::max() - start), this);
    timers = &in;
  }

  const Job job;
  std::size_t missing = 0;
  std::vector<std::pair<Waits*, Waits::iterator>> places;
  Timers* timers = nullptr;
  Timers::iterator timer;
};

struct Record {
  explicit Record(base::Routine given) : routine(new base::Routine(std::move(given))) {}

  std::unique_ptr<base::Routine> routine;  // none: it has ended
  bool begun = false;
  bool cancel = false;         // to come out of its co_await
  std::unique_ptr<Wait> wait;  // none: it is ready or runs
  std::vector<Job> asked;      // the jobs of which it wants the results

  Waits waiters;
  int value = 0;
  std::exception_ptr failure;
};

class MyEventLoop : public EventLoop {
 public:
  ~MyEventLoop() override {
    for (std::size_t i = 0; i < records_.size(); ++i) records_[i].wait.reset();
    for (std::size_t i = 0; i < records_.size(); ++i) std::exchange(records_[i].routine, nullptr);
  }

  Job spawn(base::Routine routine) override {
    records_.emplace_back(std::move(routine));
    ready_.push_back(static_cast<Job>(records_.size()) - 1);
    ++left_;
    return ready_.back();
  }

  void run() override {
    if (now_ >= 0) throw std::logic_error("a job calls run()");
    while (left_ > 0) {
      for (std::size_t turns = ready_.size(); turns > 0; --turns) turn();
      const auto time = Clock::now();
      while (!timers_.empty() && timers_.begin()->first <= time) over(timers_.begin()->second->job);
      if (!ready_.empty() || left_ == 0) continue;
      if (timers_.empty()) throw std::logic_error("all jobs wait for each other");
      std::this_thread::sleep_until(timers_.begin()->first);
    }
    for (const Job job : std::exchange(failed_, {})) {
      if (told_.count(job) == 0) std::rethrow_exception(records_[job].failure);
    }
  }

  bool cancel(Job job) override {
    Record& record = find(job);
    if (!record.routine) return false;
    record.cancel = record.begun;
    if (record.wait) over(job);
    if (record.begun) return true;
    record.failure = std::make_exception_ptr(Cancelled());
    end(record);
    return true;
  }

 private:
  Record& find(Job job) {
    if (job >= 0 && job < static_cast<Job>(records_.size())) return records_[job];
    throw std::invalid_argument("no such job");
  }

  void begin_sleep(Duration time) override { begin({}, time, true); }

  void begin_join(const std::vector<Job>& jobs, std::optional<Duration> time) override {
    for (const Job job : jobs) find(job);
    begin(jobs, time, false);
  }

  void begin(const std::vector<Job>& jobs, std::optional<Duration> time, bool sleeps) {
    Record& record = records_[now_];
    record.asked = jobs;
    auto wait = std::make_unique<Wait>(now_);
    bool failed = false;
    for (const Job job : std::set<Job>(jobs.begin(), jobs.end())) {
      Record& other = records_[job];
      failed = failed || other.failure;
      if (!other.routine) continue;
      ++wait->missing;
      wait->stand_in(other.waiters);
    }
    const bool settled = failed || (!sleeps && wait->missing == 0);
    if (record.cancel || settled || (time && time->count() <= 0)) {
      ready_.push_back(now_);
      return;
    }
    if (time) wait->stand_in(timers_, *time);
    record.wait = std::move(wait);
  }

  std::vector<int> end_wait() override {
    Record& record = records_[now_];
    if (std::exchange(record.cancel, false)) throw Cancelled();
    for (const Job job : record.asked) {
      if (!records_[job].failure) continue;
      for (const Job other : record.asked) told_.insert(other);
      std::rethrow_exception(records_[job].failure);
    }
    std::vector<int> results;
    for (const Job job : record.asked) {
      if (records_[job].routine) throw TimedOut();
      results.push_back(records_[job].value);
    }
    return results;
  }

  void over(Job job) {
    records_[job].wait.reset();
    ready_.push_back(job);
  }

  void turn() {
    const Job job = ready_.front();
    ready_.pop_front();
    Record& record = records_[job];
    if (!record.routine) return;
    record.begun = true;
    now_ = job;
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
      end(record);
    }
    now_ = -1;
  }

  void end(Record& record) {
    const auto frame = std::move(record.routine);  // freed at last: its end may call the loop
    --left_;
    for (auto at = record.waiters.begin(); at != record.waiters.end();) {
      Wait& wait = **at;
      ++at;  // before the wait takes itself out
      if (--wait.missing == 0 || record.failure) over(wait.job);
    }
  }

  std::deque<Record> records_;
  std::deque<Job> ready_;
  Timers timers_;
  std::vector<Job> failed_;
  std::set<Job> told_;
  int left_ = 0;
  Job now_ = -1;
};

}  // namespace

std::unique_ptr<EventLoop> make_event_loop() { return std::make_unique<MyEventLoop>(); }

}  // namespace lockstep
