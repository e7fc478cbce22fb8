// expect: lost wakeup in SharedSemaphore.ADeadWaiterKeepsNothing
// Those who wait go on in the order in which they came. The turn of a dead one never ends.
// SPDX-License-Identifier: MIT
#include "lessons/semaphore/shared_semaphore.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

enum Word { kPermits, kWaiting, kNext, kServed, kTurns };

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
  syscall(SYS_futex, &semaphore.words[kPermits], FUTEX_WAIT_BITSET, 0, deadline, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

void wait_a_turn(SharedSemaphore& semaphore, const timespec* deadline) {
  word(semaphore, kWaiting).fetch_add(1);
  sleep_without_permits(semaphore, deadline);
  word(semaphore, kWaiting).fetch_sub(1);
}

void wake_everybody(SharedSemaphore& semaphore) {
  word(semaphore, kTurns).fetch_add(1);
  if (word(semaphore, kWaiting).load() == 0) return;
  for (const Word which : {kPermits, kTurns}) {
    syscall(SYS_futex, &semaphore.words[which], FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
  }
}

timespec to_timespec(steady_clock::time_point at) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t span = at.time_since_epoch() / nanoseconds(1);
  return {span / kSecond, span % kSecond};
}

}  // namespace

void init(SharedSemaphore& semaphore, int permits) {
  if (permits < 0) throw std::invalid_argument("init: less than no permits");
  for (const Word which : {kWaiting, kNext, kServed, kTurns}) word(semaphore, which).store(0);
  word(semaphore, kPermits).store(static_cast<std::uint32_t>(permits));
}

void acquire(SharedSemaphore& semaphore) {
  if (take(semaphore)) return;
  const std::uint32_t mine = word(semaphore, kNext).fetch_add(1);
  while (word(semaphore, kServed).load() != mine || !take(semaphore)) {
    const std::uint32_t turns = word(semaphore, kTurns).load();
    if (word(semaphore, kServed).load() == mine && take(semaphore)) break;
    word(semaphore, kWaiting).fetch_add(1);
    if (word(semaphore, kPermits).load() == 0 || word(semaphore, kServed).load() != mine) {
      syscall(SYS_futex, &semaphore.words[kTurns], FUTEX_WAIT, turns, nullptr, nullptr, 0);
    }
    word(semaphore, kWaiting).fetch_sub(1);
  }
  word(semaphore, kServed).fetch_add(1);
  wake_everybody(semaphore);
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
  wake_everybody(semaphore);
}

int available(const SharedSemaphore& semaphore) {
  return static_cast<int>(word(semaphore, kPermits).load());
}

}  // namespace lockstep
