// expect: no progress in Event.WaitingThreadsSleep
// wait_for sleeps for a millisecond between its looks, a thousand times in each second.
// SPDX-License-Identifier: MIT
#include "lessons/event/event.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

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
    const std::uint64_t before = sets_;
    for (;;) {
      if (set_ || sets_ != before) return true;
      const auto now = std::chrono::steady_clock::now();
      if (now >= deadline) return false;
      lock.unlock();
      std::this_thread::sleep_until(std::min(deadline, now + std::chrono::milliseconds(1)));
      lock.lock();
    }
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
