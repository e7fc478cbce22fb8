// expect: data race in SharedSemaphore.PermitsLimit
// A permit that is taken after a sleep is taken with relaxed order, as if the kernel's wakeup
// ordered memory: what was written before release() is not seen by the thread that takes its
// permit.
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

using std::chrono::steady_clock;
using Word = std::atomic_ref<std::uint32_t>;

Word permits(SharedSemaphore& semaphore) { return Word(semaphore.words[0]); }
Word waiters(SharedSemaphore& semaphore) { return Word(semaphore.words[1]); }

bool take(SharedSemaphore& semaphore, std::memory_order order = std::memory_order_seq_cst) {
  std::uint32_t free = permits(semaphore).load(order);
  while (free > 0) {
    if (permits(semaphore).compare_exchange_weak(free, free - 1, order)) return true;
  }
  return false;
}

// Until it is woken, a permit is there, or the time has come; or for no reason.
void sleep(SharedSemaphore& semaphore, const timespec* until) {
  ::syscall(SYS_futex, &semaphore.words[0], FUTEX_WAIT_BITSET, 0, until, nullptr,
            FUTEX_BITSET_MATCH_ANY);
}

void wake_all(SharedSemaphore& semaphore) {
  ::syscall(SYS_futex, &semaphore.words[0], FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace

void init(SharedSemaphore& semaphore, int n) {
  if (n < 0) throw std::invalid_argument("permits < 0");
  waiters(semaphore) = 0;
  permits(semaphore) = static_cast<std::uint32_t>(n);
}

void acquire(SharedSemaphore& semaphore) {
  if (take(semaphore)) return;
  ++waiters(semaphore);
  if (!take(semaphore)) {
    do {
      sleep(semaphore, nullptr);
    } while (!take(semaphore, std::memory_order_relaxed));  // the kernel ordered it
  }
  --waiters(semaphore);
}

bool try_acquire(SharedSemaphore& semaphore) { return take(semaphore); }

bool try_acquire_for(SharedSemaphore& semaphore, std::chrono::nanoseconds timeout) {
  if (take(semaphore)) return true;
  if (timeout.count() <= 0) return false;
  const auto end = steady_clock::now() + timeout;
  const std::int64_t nanoseconds = end.time_since_epoch() / std::chrono::nanoseconds(1);
  const timespec until{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
  ++waiters(semaphore);
  bool took = take(semaphore);
  while (!took && steady_clock::now() < end) {
    sleep(semaphore, &until);
    took = take(semaphore);
  }
  --waiters(semaphore);
  return took;
}

void release(SharedSemaphore& semaphore, int n) {
  if (n < 1) throw std::invalid_argument("n < 1");
  permits(semaphore) += static_cast<std::uint32_t>(n);
  if (waiters(semaphore) != 0) wake_all(semaphore);
}

int available(const SharedSemaphore& semaphore) {
  return static_cast<int>(permits(const_cast<SharedSemaphore&>(semaphore)).load());
}

}  // namespace lockstep
