// expect: wrong result in Event.LatecomersWaitForTheNextSet
// set leaves a ticket for each waiting thread, and anybody may take it, also one that comes later.
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
    tickets_ = waiting_;
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
    ++waiting_;
    changed_.wait(lock, [this] { return tickets_ > 0; });
    --tickets_;
    --waiting_;
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    ++waiting_;
    const bool told = changed_.wait_for(lock, timeout, [this] { return tickets_ > 0; });
    if (told) --tickets_;
    --waiting_;
    return told;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
  int waiting_ = 0;
  int tickets_ = 0;  // for waiting threads that may go on
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
