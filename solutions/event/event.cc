// SPDX-License-Identifier: MIT
// Model answer for lessons/event/event.h: a flag, a count of the sets, a mutex that guards both,
// and a condition variable to sleep on.
//
// The flag is for those who come: is the event set now? The count is for those who sleep: was there
// a set() since I came? A sleeper that looked at the flag would miss a set() that clear() follows
// at once: when it has the mutex again, the flag is down.
#include "lessons/event/event.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace lockstep {
namespace {

class CountingEvent : public Event {
 public:
  void set() override {
    // Both change under the mutex: a waiter that has looked holds the mutex until it sleeps, so the
    // notification cannot fall between its look and its sleep.
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = true;
    ++sets_;
    // All of them: the event is not used up by the first one that goes on. Notified with the mutex
    // held: no woken thread can leave wait(), and perhaps destroy the event, before this thread has
    // done its last step in here.
    changed_.notify_all();
  }

  void clear() override {
    // The count stays: whoever sleeps since before the last set() still sees that it came. Nobody
    // is notified: nobody waits for a clear().
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = false;
  }

  bool is_set() const override {
    // A read beside a write is a data race, also for a bool. And the lock is what makes the writes
    // before set() visible to a thread that only asks.
    const std::lock_guard<std::mutex> lock(mutex_);
    return set_;
  }

  void wait() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return;
    // A loop, since a condition variable may wake a thread for no reason: then the count is as it
    // was. It cannot come round to the same value while a thread sleeps, which a bool that each
    // set() turns over would do after two.
    const std::uint64_t before = sets_;
    changed_.wait(lock, [this, before] { return sets_ != before; });
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    // Computed once: a wakeup for no reason must not start the time-out again. The steady clock,
    // because nobody can set it.
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::unique_lock<std::mutex> lock(mutex_);
    if (set_) return true;
    const std::uint64_t before = sets_;
    // With a predicate, the answer is what it says after the last wakeup, not how that one came: a
    // thread whose time-out passes just when set() comes still returns true.
    return changed_.wait_until(lock, deadline, [this, before] { return sets_ != before; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;        // guarded by mutex_
  std::uint64_t sets_ = 0;  // guarded by mutex_; how often set() was called
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<CountingEvent>(); }

}  // namespace lockstep

// CPython does without a count: its Condition keeps a list of waiting threads, each with a lock of
// its own, and notify_all() opens those locks; its Event.wait() sleeps once and does not look at
// the flag again. A condition variable of C++ may wake a thread for no reason, so here a thread
// must look at something, and the flag is the wrong thing to look at.
//
// The standard library has no event. What comes near:
// - std::latch (C++20) of 1 is an event that is set once: count_down() and wait(). No clear(), no
//   time-out.
// - std::atomic<bool> or std::atomic_flag: wait(false), and notify_all() after a store. wait()
// looks
//   at the value again after each wakeup, so a set that is cleared at once is missed; an atomic
//   count of the sets beside it repairs that. No time-out.
// - std::promise<void> and std::shared_future<void>: set once, with time-outs.
