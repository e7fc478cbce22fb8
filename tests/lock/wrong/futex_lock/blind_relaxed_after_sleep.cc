// expect: data race in FutexLock.ShowsWhatWasWrittenBefore
// A thread that had to wait takes the lock with memory_order_relaxed.
// SPDX-License-Identifier: MIT
#include "lessons/lock/futex_lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using Deadline = std::optional<steady_clock::time_point>;  // nothing: waits for ever
using Word = std::atomic_ref<std::uint32_t>;

// The first word: bit 0 says that the lock is taken, the bits above count the threads that wait.
constexpr std::uint32_t kTaken = 1;
constexpr std::uint32_t kWaiter = 2;

void sleep_on(std::uint32_t& word, std::uint32_t seen, const Deadline& deadline) {
  timespec rest{};
  if (deadline) {
    const nanoseconds left = std::max(nanoseconds(0), nanoseconds(*deadline - steady_clock::now()));
    rest.tv_sec = static_cast<time_t>(left.count() / 1000000000);
    rest.tv_nsec = static_cast<long>(left.count() % 1000000000);
  }
  ::syscall(SYS_futex, &word, FUTEX_WAIT, seen, deadline ? &rest : nullptr, nullptr, 0);
}

bool wait_for(FutexLock& futex_lock, const Deadline& deadline) {
  const Word word(futex_lock.words[0]);
  std::uint32_t seen = word.fetch_add(kWaiter, std::memory_order_relaxed) + kWaiter;
  for (;;) {
    if ((seen & kTaken) == 0) {
      // Takes the lock and is a waiter no more, in one step.
      if (word.compare_exchange_weak(seen, (seen - kWaiter) | kTaken, std::memory_order_relaxed)) {
        return true;
      }
    } else if (deadline && steady_clock::now() >= *deadline) {
      // Goes only while the lock is taken: whoever gives it back wakes another one.
      if (word.compare_exchange_weak(seen, seen - kWaiter, std::memory_order_relaxed)) return false;
    } else {
      sleep_on(futex_lock.words[0], seen, deadline);
      seen = word.load(std::memory_order_relaxed);
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
    ::syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
}

}  // namespace lockstep
