// SPDX-License-Identifier: MIT
// right: a flag, a count of those that wait, and a number to sleep on, which every unlock() that
// finds somebody waiting makes larger.
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

using Clock = std::chrono::steady_clock;
using Word = std::atomic_ref<std::uint32_t>;

Word taken(FutexLock& futex_lock) { return Word(futex_lock.words[0]); }
Word waiting(FutexLock& futex_lock) { return Word(futex_lock.words[8]); }
Word turn(FutexLock& futex_lock) { return Word(futex_lock.words[15]); }

bool wait_and_take(FutexLock& futex_lock, std::optional<Clock::time_point> deadline) {
  timespec until{};
  if (deadline) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(*deadline);
    until = {whole.time_since_epoch().count(), (*deadline - whole).count()};
  }
  waiting(futex_lock).fetch_add(1);
  bool took = false;
  for (;;) {
    // The number first, then the look: an unlock() after the look has changed the number.
    const std::uint32_t seen = turn(futex_lock).load();
    took = taken(futex_lock).exchange(1) == 0;
    if (took || (deadline && Clock::now() >= *deadline)) break;
    syscall(SYS_futex, &futex_lock.words[15], FUTEX_WAIT_BITSET, seen, deadline ? &until : nullptr,
            nullptr, FUTEX_BITSET_MATCH_ANY);
  }
  waiting(futex_lock).fetch_sub(1);
  return took;
}

}  // namespace

void lock(FutexLock& futex_lock) {
  if (!try_lock(futex_lock)) wait_and_take(futex_lock, std::nullopt);
}

bool try_lock(FutexLock& futex_lock) { return taken(futex_lock).exchange(1) == 0; }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  if (try_lock(futex_lock)) return true;
  if (timeout <= std::chrono::nanoseconds::zero()) return false;
  return wait_and_take(futex_lock, Clock::now() + timeout);
}

void unlock(FutexLock& futex_lock) {
  if (taken(futex_lock).exchange(0) == 0) {
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted), "unlock");
  }
  if (waiting(futex_lock).load() == 0) return;
  turn(futex_lock).fetch_add(1);
  syscall(SYS_futex, &futex_lock.words[15], FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

}  // namespace lockstep
