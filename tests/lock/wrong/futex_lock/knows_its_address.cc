// expect: wrong result in FutexLock.TheBytesAreTheLock
// The word of a taken lock is its own address, "so that a lock that was overwritten is noticed": in
// another mapping the address is another one.
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

using Clock = std::chrono::steady_clock;

using Word = std::atomic_ref<std::uint32_t>;

timespec to_timespec(std::chrono::nanoseconds time) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return {time.count() / kSecond, time.count() % kSecond};
}

void wait_while(std::uint32_t& word, std::uint32_t value, const timespec* until = nullptr) {
  syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, value, until, nullptr, FUTEX_BITSET_MATCH_ANY);
}

void wake_one(std::uint32_t& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

[[noreturn]] void refuse() {
  throw std::system_error(std::make_error_code(std::errc::operation_not_permitted), "not locked");
}

std::uint32_t mark(FutexLock& futex_lock) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&futex_lock)) | 1;
}

bool take_free(FutexLock& futex_lock) {
  std::uint32_t expected = 0;
  return Word(futex_lock.words[0]).compare_exchange_strong(expected, mark(futex_lock));
}

}  // namespace

void lock(FutexLock& futex_lock) {
  if (take_free(futex_lock)) return;
  ++Word(futex_lock.words[1]);
  while (!take_free(futex_lock)) wait_while(futex_lock.words[0], mark(futex_lock));
  --Word(futex_lock.words[1]);
}

bool try_lock(FutexLock& futex_lock) { return take_free(futex_lock); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  if (take_free(futex_lock)) return true;
  const auto deadline = Clock::now() + timeout;
  const timespec until = to_timespec(deadline.time_since_epoch());
  ++Word(futex_lock.words[1]);
  bool took = take_free(futex_lock);
  while (!took && Clock::now() < deadline) {
    wait_while(futex_lock.words[0], mark(futex_lock), &until);
    took = take_free(futex_lock);
  }
  --Word(futex_lock.words[1]);
  return took;
}

void unlock(FutexLock& futex_lock) {
  std::uint32_t expected = mark(futex_lock);
  if (!Word(futex_lock.words[0]).compare_exchange_strong(expected, 0)) refuse();
  if (Word(futex_lock.words[1]).load() != 0) wake_one(futex_lock.words[0]);
}

}  // namespace lockstep
