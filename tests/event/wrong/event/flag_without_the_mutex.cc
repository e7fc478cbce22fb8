// expect: lost wakeup in Event.SetLetsAllWaitersGo
// set changes and notifies without the mutex, perhaps between a look and a sleep.
// SPDX-License-Identifier: MIT
#include "lessons/event/event.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace lockstep {
namespace {

class MyEvent : public Event {
 public:
  void set() override {
    set_ = true;
    ++sets_;
    changed_.notify_all();
  }

  void clear() override { set_ = false; }

  bool is_set() const override { return set_; }

  void wait() override {
    std::unique_lock<std::mutex> lock(mutex_);
    const std::uint64_t before = sets_;
    if (set_) return;
    changed_.wait(lock, [&] { return sets_ != before; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    const std::uint64_t before = sets_;
    if (set_) return true;
    return changed_.wait_until(lock, deadline, [&] { return sets_ != before; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> set_{false};
  std::atomic<std::uint64_t> sets_{0};
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
