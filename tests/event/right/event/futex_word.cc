// SPDX-License-Identifier: MIT
// Another right way: one word on a futex, no mutex. Its lowest bit is the flag, the rest counts the
// sets; so a word that has changed since it was seen unset tells of a set.
#include "lessons/event/event.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <ctime>

namespace lockstep {
namespace {

class MyEvent : public Event {
 public:
  void set() override {
    std::uint32_t seen = word_.load();
    // The next count with the flag up; a set event stays as it is.
    while (!(seen & 1) && !word_.compare_exchange_weak(seen, (seen + 2) | 1)) continue;
    syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
  }

  void clear() override { word_.fetch_and(~std::uint32_t{1}); }

  bool is_set() const override { return word_.load() & 1; }

  void wait() override {
    const std::uint32_t seen = word_.load();
    if (seen & 1) return;
    while (word_.load() == seen) {
      syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
    }
  }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    const auto deadline = std::chrono::steady_clock::now().time_since_epoch() + timeout;
    const std::uint32_t seen = word_.load();
    if (seen & 1) return true;
    if (timeout <= std::chrono::nanoseconds(0)) return false;
    // FUTEX_WAIT_BITSET takes a point of the steady clock, not a length.
    const timespec until{deadline / std::chrono::seconds(1),
                         deadline % std::chrono::seconds(1) / std::chrono::nanoseconds(1)};
    while (word_.load() == seen) {
      const long woken = syscall(SYS_futex, &word_, FUTEX_WAIT_BITSET_PRIVATE, seen, &until,
                                 nullptr, FUTEX_BITSET_MATCH_ANY);
      if (woken == -1 && errno == ETIMEDOUT) return word_.load() != seen;
    }
    return true;
  }

 private:
  std::atomic<std::uint32_t> word_{0};
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
