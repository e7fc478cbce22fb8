// expect: wrong result in Event.TimeoutMissesNoSet
// A thread that was woken by a set, but runs after its deadline, says that nothing came.
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
    ++sets_;
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
    const std::uint64_t before = sets_;
    changed_.wait(lock, [&] { return sets_ != before; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    const std::uint64_t before = sets_;
    while (sets_ == before) {
      if (changed_.wait_until(lock, deadline) == std::cv_status::timeout) return false;
    }
    return true;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
  std::uint64_t sets_ = 0;
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
