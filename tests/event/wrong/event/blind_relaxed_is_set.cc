// expect: data race in Event.ShowsWhatWasWrittenBefore
// is_set() reads the flag with memory_order_relaxed.
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
    const std::lock_guard<std::mutex> lock(mutex_);
    if (set_.exchange(true)) return;
    ++sets_;
    changed_.notify_all();
  }

  void clear() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = false;
  }

  bool is_set() const override { return set_.load(std::memory_order_relaxed); }

  void wait() override {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this, sets = sets_] { return set_ || sets_ != sets; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto start = std::chrono::steady_clock::now();
    std::unique_lock<std::mutex> lock(mutex_);
    if (timeout <= timeout.zero()) return set_;
    return changed_.wait_until(lock, start + timeout,
                               [this, sets = sets_] { return set_ || sets_ != sets; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> set_{false};  // written with mutex_ locked
  std::uint64_t sets_ = 0;        // guarded by mutex_
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
