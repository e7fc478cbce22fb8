// expect: crash in SharedSemaphore.SignalsDoNotEndAWait
// A signal comes, and the wait ends with an error.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/shared_semaphore.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

enum Word { kPermits, kWaiting };

std::atomic_ref<std::uint32_t> word(const SharedSemaphore& semaphore, Word which) {
  return std::atomic_ref<std::uint32_t>(const_cast<SharedSemaphore&>(semaphore).words[which]);
}

bool take(SharedSemaphore& semaphore) {
  const auto permits = word(semaphore, kPermits);
  std::uint32_t free = permits.load(std::memory_order_relaxed);
  while (free > 0) {
    if (permits.compare_exchange_weak(free, free - 1, std::memory_order_acquire,
                                      std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

void sleep_without_permits(SharedSemaphore& semaphore, const timespec* deadline) {
  const long end = syscall(SYS_futex, &semaphore.words[kPermits], FUTEX_WAIT_BITSET, 0, deadline,
                           nullptr, FUTEX_BITSET_MATCH_ANY);
  if (end < 0 && errno == EINTR) throw std::system_error(errno, std::generic_category(), "futex");
}

void wait_a_turn(SharedSemaphore& semaphore, const timespec* deadline) {
  word(semaphore, kWaiting).fetch_add(1);
  sleep_without_permits(semaphore, deadline);
  word(semaphore, kWaiting).fetch_sub(1);
}

timespec to_timespec(steady_clock::time_point at) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t span = at.time_since_epoch() / nanoseconds(1);
  return {span / kSecond, span % kSecond};
}

}  // namespace

void init(SharedSemaphore& semaphore, int permits) {
  if (permits < 0) throw std::invalid_argument("init: less than no permits");
  word(semaphore, kWaiting).store(0);
  word(semaphore, kPermits).store(static_cast<std::uint32_t>(permits));
}

void acquire(SharedSemaphore& semaphore) {
  while (!take(semaphore)) wait_a_turn(semaphore, nullptr);
}

bool try_acquire(SharedSemaphore& semaphore) { return take(semaphore); }

bool try_acquire_for(SharedSemaphore& semaphore, nanoseconds timeout) {
  if (take(semaphore)) return true;
  if (timeout <= nanoseconds::zero()) return false;
  const auto deadline = steady_clock::now() + timeout;
  const timespec until = to_timespec(deadline);
  while (steady_clock::now() < deadline) {
    wait_a_turn(semaphore, &until);
    if (take(semaphore)) return true;
  }
  return false;
}

void release(SharedSemaphore& semaphore, int n) {
  if (n < 1) throw std::invalid_argument("release: less than one permit");
  word(semaphore, kPermits).fetch_add(static_cast<std::uint32_t>(n));
  if (word(semaphore, kWaiting).load() == 0) return;
  syscall(SYS_futex, &semaphore.words[kPermits], FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

int available(const SharedSemaphore& semaphore) {
  return static_cast<int>(word(semaphore, kPermits).load());
}

}  // namespace lockstep
