// expect: data race in Event.SetLetsAllWaitersGo
// set() notifies without the mutex: the thread and its condition variable may be gone by then.
// SPDX-License-Identifier: MIT
#include "lessons/event/event.h"

#include <condition_variable>
#include <list>
#include <mutex>
#include <vector>

namespace lockstep {
namespace {

struct Waiter {
  std::condition_variable wake;
  bool let_go = false;  // guarded by the mutex of the event
};

class MyEvent : public Event {
 public:
  void set() override {
    std::vector<Waiter*> woken;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      set_ = true;
      woken.assign(waiters_.begin(), waiters_.end());
      waiters_.clear();
      for (Waiter* waiter : woken) waiter->let_go = true;
    }
    for (Waiter* waiter : woken) waiter->wake.notify_one();
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
    waiters_.push_back(&me);
    me.wake.wait(lock, [&] { return me.let_go; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto end = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    if (timeout <= timeout.zero()) return false;
    Waiter me;
    waiters_.push_back(&me);
    if (me.wake.wait_until(lock, end, [&] { return me.let_go; })) return true;
    waiters_.remove(&me);
    return false;
  }

 private:
  mutable std::mutex mutex_;
  bool set_ = false;            // guarded by mutex_
  std::list<Waiter*> waiters_;  // guarded by mutex_; those that no set() has let go
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
