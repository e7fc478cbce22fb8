// expect: wrong result in FutexLock.AFreeLockNeedsNoSystemCall
// A word says that threads wait; nobody makes it zero again, so each unlock() is a system call from
// then on.
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

bool take_free(Word state) {
  std::uint32_t expected = 0;
  return state.compare_exchange_strong(expected, 1, std::memory_order_acquire);
}

[[noreturn]] void refuse() {
  throw std::system_error(std::make_error_code(std::errc::operation_not_permitted), "not locked");
}

}  // namespace

void lock(FutexLock& futex_lock) {
  const Word state(futex_lock.words[0]);
  while (!take_free(state)) {
    Word(futex_lock.words[1]).store(1);
    wait_while(futex_lock.words[0], 1);
  }
}

bool try_lock(FutexLock& futex_lock) { return take_free(Word(futex_lock.words[0])); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  const Word state(futex_lock.words[0]);
  const auto deadline = Clock::now() + timeout;
  const timespec until = to_timespec(deadline.time_since_epoch());
  while (!take_free(state)) {
    if (Clock::now() >= deadline) return false;
    Word(futex_lock.words[1]).store(1);
    wait_while(futex_lock.words[0], 1, &until);
  }
  return true;
}

void unlock(FutexLock& futex_lock) {
  if (Word(futex_lock.words[0]).exchange(0) == 0) refuse();
  if (Word(futex_lock.words[1]).load() != 0) wake_one(futex_lock.words[0]);
}

}  // namespace lockstep
