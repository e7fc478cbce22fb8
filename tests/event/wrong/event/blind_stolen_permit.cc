// expect: wrong result in Event.LatecomersWaitForTheNextSet
// set() adds a permit for each waiting thread to one number, and who comes later may take it.
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
    if (set_) return;
    set_ = true;
    ++sets_;
    permits_ += waiting_;
    waiting_ = 0;
    let_go_.notify_all();
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
    let_go_.wait(lock, [this] { return permits_ > 0; });
    --permits_;
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto end = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    if (timeout <= timeout.zero()) return false;
    ++waiting_;
    const auto sets = sets_;
    if (let_go_.wait_until(lock, end, [this] { return permits_ > 0; })) {
      --permits_;
      return true;
    }
    if (sets_ == sets) --waiting_;
    return false;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable let_go_;
  bool set_ = false;          // guarded by mutex_, as all that follows
  std::uint64_t sets_ = 0;    // how often it was set
  std::int64_t waiting_ = 0;  // the threads that no set() has let go
  std::int64_t permits_ = 0;  // the threads that a set() has let go and that have not gone yet
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
