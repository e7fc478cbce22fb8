// SPDX-License-Identifier: MIT
// right: a shared future for each time that the event is unset; set() fulfils its promise, clear()
// makes a new one.
#include "lessons/event/event.h"

#include <future>
#include <mutex>

namespace lockstep {
namespace {

class FutureEvent : public Event {
 public:
  void set() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (set_) return;
    set_ = true;
    promise_.set_value();
  }

  void clear() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!set_) return;
    set_ = false;
    promise_ = std::promise<void>();
    round_ = promise_.get_future().share();
  }

  bool is_set() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return set_;
  }

  void wait() override { round().wait(); }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    if (timeout <= timeout.zero()) return is_set();
    const auto end = std::chrono::steady_clock::now() + timeout;
    const std::shared_future<void> mine = round();
    if (mine.wait_until(end) == std::future_status::ready) return true;
    // The time is over, but a set() may have come before this thread ran again.
    return mine.wait_for(std::chrono::nanoseconds(0)) == std::future_status::ready;
  }

 private:
  // A copy for the caller alone: clear() may replace the member meanwhile.
  std::shared_future<void> round() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return round_;
  }

  mutable std::mutex mutex_;
  bool set_ = false;            // guarded by mutex_, as all that follows
  std::promise<void> promise_;  // fulfilled when set_
  std::shared_future<void> round_ = promise_.get_future().share();
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<FutureEvent>(); }

}  // namespace lockstep
