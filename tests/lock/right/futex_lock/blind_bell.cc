// SPDX-License-Identifier: MIT
// right: an event count: threads sleep on a second word that counts the wakeups, until a point in
// time.
#include "lessons/lock/futex_lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using Deadline = std::optional<steady_clock::time_point>;  // nothing: waits for ever
using Word = std::atomic_ref<std::uint32_t>;

// Bit 0 of word 0 says that the lock is taken, the bits above count the waiting threads. Word 1 is
// a bell, on which they sleep: it counts how often the lock was given back while threads waited.
constexpr std::uint32_t kTaken = 1;
constexpr std::uint32_t kWaiter = 2;

// FUTEX_WAIT_BITSET takes a point of the monotonic clock, FUTEX_WAIT the time from now on.
void sleep_on(std::uint32_t& bell, std::uint32_t rung, const Deadline& deadline) {
  timespec until{};
  if (deadline) {
    const nanoseconds::rep since = nanoseconds(deadline->time_since_epoch()).count();
    until.tv_sec = static_cast<time_t>(since / 1000000000);
    until.tv_nsec = static_cast<long>(since % 1000000000);
  }
  ::syscall(SYS_futex, &bell, FUTEX_WAIT_BITSET, rung, deadline ? &until : nullptr, nullptr,
            FUTEX_BITSET_MATCH_ANY);
}

bool wait_for(FutexLock& futex_lock, const Deadline& deadline) {
  const Word word(futex_lock.words[0]);
  const Word bell(futex_lock.words[1]);
  word.fetch_add(kWaiter);
  for (;;) {
    // Listens first and looks then: who gives the lock back after the look rings after this.
    const std::uint32_t rung = bell.load();
    std::uint32_t seen = word.load();
    if ((seen & kTaken) == 0) {
      // Takes the lock and is a waiter no more, in one step.
      if (word.compare_exchange_weak(seen, (seen - kWaiter) | kTaken)) return true;
    } else if (deadline && steady_clock::now() >= *deadline) {
      // Goes only while the lock is taken: whoever gives it back wakes another one.
      if (word.compare_exchange_weak(seen, seen - kWaiter)) return false;
    } else {
      sleep_on(futex_lock.words[1], rung, deadline);
    }
  }
}

}  // namespace

void lock(FutexLock& futex_lock) {
  if (!try_lock(futex_lock)) wait_for(futex_lock, std::nullopt);
}

bool try_lock(FutexLock& futex_lock) {
  const Word word(futex_lock.words[0]);
  std::uint32_t seen = word.load();
  while ((seen & kTaken) == 0) {
    if (word.compare_exchange_weak(seen, seen | kTaken)) return true;
  }
  return false;
}

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  if (timeout <= nanoseconds(0)) return try_lock(futex_lock);
  const Deadline deadline = steady_clock::now() + timeout;
  return try_lock(futex_lock) || wait_for(futex_lock, deadline);
}

void unlock(FutexLock& futex_lock) {
  const Word word(futex_lock.words[0]);
  const std::uint32_t before = word.fetch_and(~kTaken);
  if ((before & kTaken) == 0) {
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
  }
  if (before >= kWaiter) {
    Word(futex_lock.words[1]).fetch_add(1);
    ::syscall(SYS_futex, &futex_lock.words[1], FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
}

}  // namespace lockstep
