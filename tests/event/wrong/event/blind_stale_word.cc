// expect: no progress in Event.WaitingThreadsSleep
// It sleeps on the word as it was when it came, which counts the waiting threads too: it spins.
// SPDX-License-Identifier: MIT
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

class MyEvent : public Event {
 public:
  void set() override {
    std::uint32_t old = word_.load();
    while (!word_.compare_exchange_weak(old, (old & kSet) ? old : old + kRound + kSet)) continue;
    // The number of waiting threads saves a system call when nobody waits.
    if ((old & kSet) == 0 && (old & kWaiters) != 0) {
      ::syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, 0, 0);
    }
  }

  void clear() override { word_.fetch_and(~kSet); }

  bool is_set() const override { return (word_.load() & kSet) != 0; }

  void wait() override {
    const std::uint32_t seen = word_.fetch_add(kWaiter) + kWaiter;
    if ((seen & kSet) == 0) {
      while (round(word_.load()) == round(seen)) sleep(seen, nullptr);
    }
    word_.fetch_sub(kWaiter);
  }

  bool wait_for(nanoseconds timeout) override {
    if (timeout <= nanoseconds(0)) return is_set();
    const auto end = steady_clock::now() + timeout;
    const std::uint32_t seen = word_.fetch_add(kWaiter) + kWaiter;
    while ((seen & kSet) == 0 && round(word_.load()) == round(seen)) {
      const nanoseconds left = end - steady_clock::now();
      if (left <= nanoseconds(0)) return round(word_.fetch_sub(kWaiter)) != round(seen);
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
      timespec time{};
      time.tv_sec = static_cast<time_t>(seconds.count());
      time.tv_nsec = static_cast<long>((left - nanoseconds(seconds)).count());
      sleep(seen, &time);
    }
    word_.fetch_sub(kWaiter);
    return true;
  }

 private:
  static constexpr std::uint32_t kSet = 1;     // bit 0: the flag
  static constexpr std::uint32_t kWaiter = 2;  // bits 1 to 12: the waiting threads
  static constexpr std::uint32_t kWaiters = 0x1ffe;
  static constexpr std::uint32_t kRound = 0x2000;  // the others: how often it was set

  static std::uint32_t round(std::uint32_t word) { return word / kRound; }

  void sleep(std::uint32_t seen, const timespec* time) {
    ::syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, seen, time, nullptr, 0);
  }

  std::atomic<std::uint32_t> word_{0};
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
