// SPDX-License-Identifier: MIT
// Another right way: an atomic word holds the flag in its lowest bit and the number of sets in the
// rest, and wait() sleeps on the word itself. Only those with a time-out need a condition variable.
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
    std::uint64_t seen = word_.load();
    do {
      if (is_set(seen)) return;
    } while (!word_.compare_exchange_weak(seen, (seen + 2) | 1));
    word_.notify_all();
    // A thread with a time-out looks and falls asleep under the mutex: who has had the mutex after
    // the change knows that it either saw the change or hears the call.
    {
      const std::lock_guard<std::mutex> lock(mutex_);
    }
    changed_.notify_all();
  }

  void clear() override { word_.fetch_and(~std::uint64_t{1}); }

  bool is_set() const override { return is_set(word_.load()); }

  void wait() override {
    const std::uint64_t seen = word_.load();
    if (!is_set(seen)) word_.wait(seen);
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    const std::uint64_t seen = word_.load();
    if (is_set(seen)) return true;
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_until(lock, deadline, [&] { return word_.load() != seen; });
  }

 private:
  static bool is_set(std::uint64_t word) { return (word & 1) != 0; }

  std::atomic<std::uint64_t> word_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
