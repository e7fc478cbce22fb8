// SPDX-License-Identifier: MIT
// Another right way: those who wait between two sets share a round, which set() ends for them all.
// A clear does not touch a round that has ended.
#include "lessons/event/event.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace lockstep {
namespace {

struct Round {
  std::condition_variable ended;
  bool over = false;  // guarded by the event's mutex
};

class MyEvent : public Event {
 public:
  void set() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (set_) return;
    set_ = true;
    round_->over = true;
    round_->ended.notify_all();
  }

  void clear() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!set_) return;
    set_ = false;
    // Those of the old round may not have run yet: it is theirs.
    round_ = std::make_shared<Round>();
  }

  bool is_set() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return set_;
  }

  void wait() override {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto mine = round_;
    mine->ended.wait(lock, [&mine] { return mine->over; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    const auto mine = round_;
    return mine->ended.wait_until(lock, deadline, [&mine] { return mine->over; });
  }

 private:
  mutable std::mutex mutex_;
  bool set_ = false;
  std::shared_ptr<Round> round_ = std::make_shared<Round>();  // over if and only if set_
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
