// expect: lost wakeup in Event.SetThenClearLetsAllWaitersGo
// std::atomic::wait looks at the value again, and goes on sleeping when the flag is down again.
// SPDX-License-Identifier: MIT
#include "lessons/event/event.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace lockstep {
namespace {

class MyEvent : public Event {
 public:
  void set() override {
    set_ = true;
    set_.notify_all();
    const std::lock_guard<std::mutex> lock(mutex_);
    ++sets_;
    changed_.notify_all();
  }

  void clear() override { set_ = false; }

  bool is_set() const override { return set_; }

  void wait() override { set_.wait(false); }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    const unsigned before = sets_;
    return changed_.wait_until(lock, deadline, [&] { return sets_ != before; });
  }

 private:
  std::atomic<bool> set_{false};
  std::mutex mutex_;  // this and the rest are for those with a time-out
  std::condition_variable changed_;
  unsigned sets_ = 0;
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
