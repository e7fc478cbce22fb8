// SPDX-License-Identifier: MIT
// right: no queue but that of ready jobs: after each turn and after each sleep all jobs that wait
// are looked at.
#include "lessons/coroutines/event_loop.h"

#include <algorithm>
#include <list>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

enum class Where { kReady, kWaiting, kEnded };

struct Item {
  std::vector<base::Routine> body;  // one, and none when it has ended
  Where where = Where::kReady;
  bool fresh = true;
  bool cancelled = false;
  bool sleeping = false;
  std::vector<Item*> targets;
  std::optional<Clock::time_point> deadline;
  int result = 0;
  std::exception_ptr failure;
  bool told = false;
};

class ScanningLoop : public EventLoop {
 public:
  int spawn(base::Routine routine) override {
    jobs_.push_back(std::make_unique<Item>());
    jobs_.back()->body.push_back(std::move(routine));
    ready_.push_back(jobs_.back().get());
    return static_cast<int>(jobs_.size()) + 99;
  }

  void run() override {
    if (me_ != nullptr) throw std::logic_error("nested run()");
    for (;;) {
      look_at_the_clock();
      if (ready_.empty()) {
        const std::optional<Clock::time_point> next = next_deadline();
        if (!next) break;
        std::this_thread::sleep_until(*next);
        continue;
      }
      me_ = ready_.front();
      ready_.pop_front();
      step();
      me_ = nullptr;
    }
    if (!waiting_.empty()) throw std::logic_error("all wait");
    std::exception_ptr first;
    for (Item* job : failed_) {
      if (!job->told && first == nullptr) first = job->failure;
      job->told = true;
    }
    if (first != nullptr) std::rethrow_exception(first);
  }

  bool cancel(int number) override {
    Item* job = find(number);
    if (job->where == Where::kEnded) return false;
    job->cancelled = true;
    if (job->where == Where::kWaiting) make_ready(job);
    return true;
  }

 private:
  Item* find(int number) {
    if (number < 100 || number >= static_cast<int>(jobs_.size()) + 100) {
      throw std::invalid_argument("there is no job of this number");
    }
    return jobs_[static_cast<std::size_t>(number) - 100].get();
  }

  void make_ready(Item* job) {
    waiting_.remove(job);
    job->where = Where::kReady;
    job->deadline.reset();
    ready_.push_back(job);
  }

  static bool is_over(const Item* job) {
    if (job->cancelled) return true;
    if (job->sleeping) return false;
    const auto failed = [](const Item* target) { return target->failure != nullptr; };
    const auto ended = [](const Item* target) { return target->where == Where::kEnded; };
    return std::any_of(job->targets.begin(), job->targets.end(), failed) ||
           std::all_of(job->targets.begin(), job->targets.end(), ended);
  }

  std::optional<Clock::time_point> next_deadline() const {
    std::optional<Clock::time_point> next;
    for (const Item* job : waiting_) {
      if (job->deadline && (!next || *job->deadline < *next)) next = job->deadline;
    }
    return next;
  }

  void look_at_the_clock() {
    if (!next_deadline()) return;
    const auto now = Clock::now();
    std::vector<Item*> late;
    for (Item* job : waiting_) {
      if (job->deadline && *job->deadline <= now) late.push_back(job);
    }
    std::stable_sort(late.begin(), late.end(),
                     [](const Item* a, const Item* b) { return *a->deadline < *b->deadline; });
    for (Item* job : late) make_ready(job);
  }

  void wait(std::vector<Item*> targets, bool sleeping, std::optional<Duration> time) {
    me_->targets = std::move(targets);
    me_->sleeping = sleeping;
    me_->where = Where::kWaiting;
    // No deadline, if it would be later than time goes.
    const auto now = Clock::now();
    if (time && *time < Clock::time_point::max() - now) me_->deadline = now + *time;
    waiting_.push_back(me_);
    if (is_over(me_) || (time && time->count() <= 0)) make_ready(me_);
  }

  void begin_sleep(Duration time) override { wait({}, true, time); }

  void begin_join(const std::vector<int>& jobs, std::optional<Duration> time) override {
    std::vector<Item*> targets;
    for (const int job : jobs) targets.push_back(find(job));
    wait(std::move(targets), false, time);
  }

  std::vector<int> end_wait() override {
    if (std::exchange(me_->cancelled, false)) throw Cancelled();
    std::vector<int> results;
    for (Item* target : me_->targets) {
      if (target->failure == nullptr) continue;
      target->told = true;
      std::rethrow_exception(target->failure);
    }
    for (const Item* target : me_->targets) {
      if (target->where != Where::kEnded) throw TimedOut();
      results.push_back(target->result);
    }
    return results;
  }

  void step() {
    Item* job = me_;
    if (std::exchange(job->fresh, false) && job->cancelled) {
      job->failure = std::make_exception_ptr(Cancelled());
      job->told = true;
    } else {
      job->body[0].resume();
      if (!job->body[0].done()) return;
      try {
        job->result = job->body[0].result();
      } catch (const Cancelled&) {
        job->failure = std::current_exception();
        job->told = true;
      } catch (...) {
        job->failure = std::current_exception();
      }
    }
    job->where = Where::kEnded;
    job->body.clear();
    if (job->failure != nullptr) failed_.push_back(job);
    const std::vector<Item*> waiting(waiting_.begin(), waiting_.end());
    for (Item* other : waiting) {
      if (is_over(other)) make_ready(other);
    }
  }

  std::vector<std::unique_ptr<Item>> jobs_;
  std::list<Item*> ready_;
  std::list<Item*> waiting_;
  std::vector<Item*> failed_;
  Item* me_ = nullptr;
};

}  // namespace

std::unique_ptr<EventLoop> make_event_loop() { return std::make_unique<ScanningLoop>(); }

}  // namespace lockstep
