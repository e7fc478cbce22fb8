// expect: lost wakeup in Event.SeveralSetsLetWaitersGo
// The count of sets is one bit: after two sets it is what it was.
// SPDX-License-Identifier: MIT
#include "lessons/event/event.h"

#include <condition_variable>
#include <mutex>

namespace lockstep {
namespace {

class MyEvent : public Event {
 public:
  void set() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = true;
    odd_ = !odd_;
    changed_.notify_all();
  }

  void clear() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = false;
  }

  bool is_set() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return set_;
  }

  void wait() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return;
    const bool before = odd_;
    changed_.wait(lock, [&] { return odd_ != before; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    const bool before = odd_;
    return changed_.wait_until(lock, deadline, [&] { return odd_ != before; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
  bool odd_ = false;
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
