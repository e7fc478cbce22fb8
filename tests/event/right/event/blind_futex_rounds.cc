// SPDX-License-Identifier: MIT
// right: one futex word, no mutex: the lowest bit is the flag and the others count the rounds.
#include "lessons/event/event.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class FutexEvent : public Event {
 public:
  void set() override {
    std::uint32_t old = word_.load();
    // Written also when it is set already: this set() too is seen by those who find the event set.
    while (!word_.compare_exchange_weak(old, (old & kSet) ? old : old + kRound + kSet)) continue;
    if ((old & kSet) == 0) ::syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, 0, 0);
  }

  void clear() override { word_.fetch_and(~kSet); }

  bool is_set() const override { return (word_.load() & kSet) != 0; }

  void wait() override {
    const std::uint32_t seen = word_.load();
    if ((seen & kSet) != 0) return;
    // An unset word changes only by a set(), which begins a new round: no value comes back.
    while (word_.load() == seen) sleep(seen, nullptr);
  }

  bool wait_for(nanoseconds timeout) override {
    const std::uint32_t seen = word_.load();
    if ((seen & kSet) != 0) return true;
    if (timeout <= nanoseconds(0)) return false;
    const auto end = steady_clock::now() + timeout;
    while (word_.load() == seen) {
      const nanoseconds left = end - steady_clock::now();
      if (left <= nanoseconds(0)) return word_.load() != seen;
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
      timespec time{};
      time.tv_sec = static_cast<time_t>(seconds.count());
      time.tv_nsec = static_cast<long>((left - nanoseconds(seconds)).count());
      sleep(seen, &time);
    }
    return true;
  }

 private:
  static constexpr std::uint32_t kSet = 1;
  static constexpr std::uint32_t kRound = 2;

  // Sleeps as long as the word is `seen`, or less.
  void sleep(std::uint32_t seen, const timespec* time) {
    ::syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, seen, time, nullptr, 0);
  }

  std::atomic<std::uint32_t> word_{0};
};

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<FutexEvent>(); }

}  // namespace lockstep
