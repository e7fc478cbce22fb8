// expect: wrong result in FutexLock.AnotherProcessWaits
// lock() by the thread that has the lock goes straight in. How it knows that thread is its number
// in its process: in a forked process the thread has the same.
// SPDX-License-Identifier: MIT
#include "lessons/lock/futex_lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <system_error>
#include <thread>

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

void sleep_while_contended(FutexLock& futex_lock, const timespec* deadline) {
  syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAIT_BITSET, kContended, deadline, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

timespec to_timespec(std::chrono::steady_clock::time_point at) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t nanoseconds = at.time_since_epoch() / std::chrono::nanoseconds(1);
  return {nanoseconds / kSecond, nanoseconds % kSecond};
}

}  // namespace

std::uint32_t this_thread() {
  return static_cast<std::uint32_t>(std::hash<std::thread::id>()(std::this_thread::get_id()));
}

std::atomic_ref<std::uint32_t> owner_of(FutexLock& futex_lock) {
  return std::atomic_ref<std::uint32_t>(futex_lock.words[1]);
}

void lock(FutexLock& futex_lock) {
  if (owner_of(futex_lock) == this_thread()) return;
  if (!take_free(futex_lock)) {
    while (!take_or_mark(futex_lock)) sleep_while_contended(futex_lock, nullptr);
  }
  owner_of(futex_lock) = this_thread();
}

bool try_lock(FutexLock& futex_lock) { return take_free(futex_lock); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  if (take_free(futex_lock)) return true;
  if (timeout <= std::chrono::nanoseconds::zero()) return false;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const timespec until = to_timespec(deadline);
  while (!take_or_mark(futex_lock)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    sleep_while_contended(futex_lock, &until);
  }
  return true;
}

void unlock(FutexLock& futex_lock) {
  owner_of(futex_lock) = 0;
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
