// SPDX-License-Identifier: MIT
// Another right way, CPython's: each waiting thread has a flag and a condition variable of its own
// in a list; set() raises all those flags and empties the list. Nothing is counted.
#include "lessons/event/event.h"

#include <condition_variable>
#include <list>
#include <mutex>

namespace lockstep {
namespace {

struct Waiter {
  std::condition_variable woken;
  bool called = false;
};

class MyEvent : public Event {
 public:
  void set() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = true;
    for (Waiter* waiter : waiting_) {
      waiter->called = true;
      waiter->woken.notify_one();
    }
    waiting_.clear();
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
    Waiter me;
    waiting_.push_back(&me);
    me.woken.wait(lock, [&me] { return me.called; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    Waiter me;
    waiting_.push_back(&me);
    const bool called = me.woken.wait_until(lock, deadline, [&me] { return me.called; });
    if (!called) waiting_.remove(&me);
    return called;
  }

 private:
  mutable std::mutex mutex_;
  bool set_ = false;
  std::list<Waiter*> waiting_;
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
