// expect: lost wakeup in FutexLock.EveryProcessGetsItsTurn
// A thread that has waited takes the lock as if nobody waited when it is the last one of its own
// process that waits.
// SPDX-License-Identifier: MIT
#include "lessons/lock/futex_lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <system_error>

namespace lockstep {
namespace {

constexpr std::uint32_t kFree = 0;
constexpr std::uint32_t kTaken = 1;
constexpr std::uint32_t kContended = 2;

std::atomic_ref<std::uint32_t> state_of(FutexLock& futex_lock) {
  return std::atomic_ref<std::uint32_t>(futex_lock.words[0]);
}

bool take_free(FutexLock& futex_lock) {
  std::uint32_t expected = kFree;
  return state_of(futex_lock)
      .compare_exchange_strong(expected, kTaken, std::memory_order_acquire,
                               std::memory_order_relaxed);
}

bool take_or_mark(FutexLock& futex_lock) {
  return state_of(futex_lock).exchange(kContended, std::memory_order_acquire) == kFree;
}

std::atomic<int> waiters{0};

void sleep_while_contended(FutexLock& futex_lock, const timespec* deadline) {
  syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAIT_BITSET, kContended, deadline, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

timespec to_timespec(std::chrono::steady_clock::time_point at) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t nanoseconds = at.time_since_epoch() / std::chrono::nanoseconds(1);
  return {nanoseconds / kSecond, nanoseconds % kSecond};
}

void leave(FutexLock& futex_lock) {
  if (--waiters > 0) return;
  std::uint32_t state = kContended;
  if (!state_of(futex_lock).compare_exchange_strong(state, kTaken)) return;
  state = kTaken;
  if (waiters > 0) state_of(futex_lock).compare_exchange_strong(state, kContended);
}

}  // namespace

void lock(FutexLock& futex_lock) {
  if (take_free(futex_lock)) return;
  ++waiters;
  while (!take_or_mark(futex_lock)) sleep_while_contended(futex_lock, nullptr);
  leave(futex_lock);
}

bool try_lock(FutexLock& futex_lock) { return take_free(futex_lock); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  if (take_free(futex_lock)) return true;
  if (timeout <= std::chrono::nanoseconds::zero()) return false;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const timespec until = to_timespec(deadline);
  ++waiters;
  while (!take_or_mark(futex_lock)) {
    if (std::chrono::steady_clock::now() >= deadline) {
      --waiters;
      return false;
    }
    sleep_while_contended(futex_lock, &until);
  }
  leave(futex_lock);
  return true;
}

void unlock(FutexLock& futex_lock) {
  const std::uint32_t was = state_of(futex_lock).exchange(kFree, std::memory_order_release);
  if (was == kFree) {
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted),
                            "unlock of a free lock");
  }
  if (was == kContended) {
    syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
}

}  // namespace lockstep
