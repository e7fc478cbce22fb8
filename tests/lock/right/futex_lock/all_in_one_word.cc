// SPDX-License-Identifier: MIT
// right: one word that is 1 (taken) plus 2 for each thread that waits. It looks some times before
// it sleeps.
#include "lessons/lock/futex_lock.h"

#include <immintrin.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <system_error>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;
using Word = std::atomic_ref<std::uint32_t>;

constexpr std::uint32_t kTaken = 1;
constexpr std::uint32_t kWaiter = 2;
constexpr int kLooks = 40;

// Takes a free lock; `less` is 2 when the caller is counted as one that waits.
bool take(Word word, std::uint32_t less) {
  std::uint32_t seen = word.load(std::memory_order_relaxed);
  while ((seen & kTaken) == 0) {
    if (word.compare_exchange_weak(seen, (seen | kTaken) - less, std::memory_order_acquire)) {
      return true;
    }
  }
  return false;
}

bool take_after_some_looks(Word word) {
  for (int look = 0; look < kLooks; ++look) {
    if (take(word, 0)) return true;
    _mm_pause();
  }
  return false;
}

}  // namespace

void lock(FutexLock& futex_lock) {
  const Word word(futex_lock.words[0]);
  if (take_after_some_looks(word)) return;
  word.fetch_add(kWaiter, std::memory_order_relaxed);
  while (!take(word, kWaiter)) {
    const std::uint32_t seen = word.load(std::memory_order_relaxed);
    if ((seen & kTaken) == 0) continue;
    syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAIT, seen, nullptr, nullptr, 0);
  }
}

bool try_lock(FutexLock& futex_lock) { return take(Word(futex_lock.words[0]), 0); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  const Word word(futex_lock.words[0]);
  if (timeout <= std::chrono::nanoseconds::zero()) return take(word, 0);
  const auto deadline = Clock::now() + timeout;
  const std::int64_t until = deadline.time_since_epoch() / std::chrono::nanoseconds(1);
  const timespec at{until / 1'000'000'000, until % 1'000'000'000};
  if (take_after_some_looks(word)) return true;
  word.fetch_add(kWaiter, std::memory_order_relaxed);
  for (;;) {
    if (take(word, kWaiter)) return true;
    if (Clock::now() >= deadline) break;
    const std::uint32_t seen = word.load(std::memory_order_relaxed);
    if ((seen & kTaken) == 0) continue;
    syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAIT_BITSET, seen, &at, nullptr,
            FUTEX_BITSET_MATCH_ANY);
  }
  // Perhaps an unlock() woke this thread just now; then the lock is free, or was taken by one who
  // finds the others still counted.
  std::uint32_t seen = word.load(std::memory_order_relaxed);
  for (;;) {
    const bool free = (seen & kTaken) == 0;
    const std::uint32_t next = (free ? seen | kTaken : seen) - kWaiter;
    if (word.compare_exchange_weak(seen, next, std::memory_order_acquire)) return free;
  }
}

void unlock(FutexLock& futex_lock) {
  const Word word(futex_lock.words[0]);
  std::uint32_t seen = word.load(std::memory_order_relaxed);
  do {
    if ((seen & kTaken) == 0) {
      throw std::system_error(static_cast<int>(std::errc::operation_not_permitted),
                              std::generic_category());
    }
  } while (!word.compare_exchange_weak(seen, seen - kTaken, std::memory_order_release));
  if (seen >= kWaiter) {
    syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
}

}  // namespace lockstep
