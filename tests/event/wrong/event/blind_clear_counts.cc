// expect: wrong result in Event.ClearWakesNobody
// clear() begins a new round also when the event is not set, and a new round ends each wait.
// SPDX-License-Identifier: MIT
#include "lessons/event/event.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace lockstep {
namespace {

class MyEvent : public Event {
 public:
  void set() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = true;
    changed_.notify_all();
  }

  void clear() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = false;
    ++cleared_;
  }

  bool is_set() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return set_;
  }

  void wait() override {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this, round = cleared_] { return set_ || cleared_ != round; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (timeout <= timeout.zero()) return set_;
    const auto end = std::chrono::steady_clock::now() + timeout;
    return changed_.wait_until(lock, end,
                               [this, round = cleared_] { return set_ || cleared_ != round; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;           // guarded by mutex_
  std::uint64_t cleared_ = 0;  // guarded by mutex_; tells a waiting thread that the set is over
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
