// SPDX-License-Identifier: MIT
// Model answer for lessons/semaphore/shared_semaphore.h: two words, the permits and how many wait.
//
// Who waits says so first (kWaiting goes up), and then the kernel looks at the permits and puts it
// to sleep in one step. Who releases adds the permits first, and then looks whether anybody waits.
// So whatever the order, one of them sees the other: no release is missed.
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

enum Word { kPermits, kWaiting };

// Atomic in place: nobody could call a constructor once for all processes. (C++20 has no
// std::atomic_ref to const, and who looks at the permits changes nothing.)
std::atomic_ref<std::uint32_t> word(const SharedSemaphore& semaphore, Word which) {
  return std::atomic_ref<std::uint32_t>(const_cast<SharedSemaphore&>(semaphore).words[which]);
}

// One step takes the permit: a process that is killed has it or has it not.
bool take(SharedSemaphore& semaphore) {
  const auto permits = word(semaphore, kPermits);
  std::uint32_t free = permits.load(std::memory_order_relaxed);
  while (free > 0) {
    // Acquire: what was done before the release() that gave the permit is seen from here on. Other
    // releases and takes in between only add to the chain, as all of them change the word in place.
    if (permits.compare_exchange_weak(free, free - 1, std::memory_order_acquire,
                                      std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

// Sleeps while there is no permit, until `deadline` of the monotonic clock at most (null: none).
// Returns also for a signal, or for nothing at all; so the result says nothing about permits.
void sleep_without_permits(SharedSemaphore& semaphore, const timespec* deadline) {
  // No FUTEX_PRIVATE_FLAG: with it the kernel looks for sleepers by address and process.
  syscall(SYS_futex, &semaphore.words[kPermits], FUTEX_WAIT_BITSET, 0, deadline, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

void wait_a_turn(SharedSemaphore& semaphore, const timespec* deadline) {
  // A process that is killed in its sleep stays counted for ever. That costs system calls in vain
  // and does no harm; counting one too few would.
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
  // A point in time, not a span: a wakeup in vain must not start the time-out again. The steady
  // clock is the kernel's monotonic clock, which FUTEX_WAIT_BITSET takes.
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
  // One step gives them all. Sequentially consistent, as the look at kWaiting must not come first.
  word(semaphore, kPermits).fetch_add(static_cast<std::uint32_t>(n));
  if (word(semaphore, kWaiting).load() == 0) return;
  // All, not n: a sleeper that is killed after it was chosen would take its wakeup along, and
  // another one would sleep on beside the permit. Those who come in vain sleep again.
  syscall(SYS_futex, &semaphore.words[kPermits], FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

int available(const SharedSemaphore& semaphore) {
  return static_cast<int>(word(semaphore, kPermits).load());
}

}  // namespace lockstep

// The standard library has nothing for memory between processes. POSIX has sem_t: sem_init() with
// pshared, and it is the same two numbers, in one word of 64 bits. It wakes one sleeper for each
// sem_post(): better when many wait, and a permit may lie there unseen when that sleeper is killed.
