// expect: lost wakeup in FutexLock.EveryUnlockLetsAWaiterGo
// unlock() looks whether threads wait before it makes the lock free: who comes in between sleeps
// on.
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

// Word 0 is 1 when the lock is taken, else 0. Word 1 counts the threads that wait.
constexpr std::uint32_t kFree = 0;
constexpr std::uint32_t kTaken = 1;

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
  const Word waiters(futex_lock.words[1]);
  waiters.fetch_add(1);
  bool took = try_lock(futex_lock);
  while (!took && !(deadline && steady_clock::now() >= *deadline)) {
    sleep_on(futex_lock.words[0], kTaken, deadline);
    took = try_lock(futex_lock);
  }
  waiters.fetch_sub(1);
  return took;
}

}  // namespace

void lock(FutexLock& futex_lock) {
  if (!try_lock(futex_lock)) wait_for(futex_lock, std::nullopt);
}

bool try_lock(FutexLock& futex_lock) {
  std::uint32_t expected = kFree;
  return Word(futex_lock.words[0]).compare_exchange_strong(expected, kTaken);
}

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  if (timeout <= nanoseconds(0)) return try_lock(futex_lock);
  const Deadline deadline = steady_clock::now() + timeout;
  return try_lock(futex_lock) || wait_for(futex_lock, deadline);
}

void unlock(FutexLock& futex_lock) {
  const bool somebody_waits = Word(futex_lock.words[1]).load() > 0;
  if (Word(futex_lock.words[0]).exchange(kFree) == kFree) {
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
  }
  if (somebody_waits) {
    ::syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
}

}  // namespace lockstep
