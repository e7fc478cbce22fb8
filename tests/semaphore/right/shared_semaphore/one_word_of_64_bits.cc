// SPDX-License-Identifier: MIT
// right: Permits in the lower half of one word, those who wait in the upper half: who releases
// learns in the same step whether anybody waits.
#include "lessons/semaphore/shared_semaphore.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <bit>
#include <cerrno>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;

// The kernel compares 32 bits: the half that comes first in memory.
static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t kOneWaits = std::uint64_t{1} << 32;

std::atomic_ref<std::uint64_t> state(const SharedSemaphore& semaphore) {
  auto& words = const_cast<SharedSemaphore&>(semaphore).words;
  return std::atomic_ref<std::uint64_t>(*reinterpret_cast<std::uint64_t*>(&words[0]));
}

std::uint32_t permits_in(std::uint64_t state) { return static_cast<std::uint32_t>(state); }

// Takes a permit and gives up being one of `waiting` (0 or kOneWaits) in the same step.
bool take(SharedSemaphore& semaphore, std::uint64_t waiting) {
  std::uint64_t now = state(semaphore).load();
  while (permits_in(now) != 0) {
    if (state(semaphore).compare_exchange_weak(now, now - 1 - waiting)) return true;
  }
  return false;
}

bool wait_until(SharedSemaphore& semaphore, const timespec* end) {
  state(semaphore).fetch_add(kOneWaits);
  while (!take(semaphore, kOneWaits)) {
    const long result = syscall(SYS_futex, &semaphore.words[0], FUTEX_WAIT_BITSET, 0, end, nullptr,
                                FUTEX_BITSET_MATCH_ANY);
    if (result == 0 || errno != ETIMEDOUT) continue;
    if (take(semaphore, kOneWaits)) return true;
    state(semaphore).fetch_sub(kOneWaits);
    return false;
  }
  return true;
}

}  // namespace

void init(SharedSemaphore& semaphore, int permits) {
  if (permits < 0) throw std::invalid_argument("permits");
  state(semaphore).store(static_cast<std::uint64_t>(permits));
}

void acquire(SharedSemaphore& semaphore) {
  if (!take(semaphore, 0)) wait_until(semaphore, nullptr);
}

bool try_acquire(SharedSemaphore& semaphore) { return take(semaphore, 0); }

bool try_acquire_for(SharedSemaphore& semaphore, nanoseconds timeout) {
  if (take(semaphore, 0)) return true;
  if (timeout <= nanoseconds::zero()) return false;
  const auto end = (std::chrono::steady_clock::now() + timeout).time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(end);
  const timespec until{seconds.count(), (end - seconds) / nanoseconds(1)};
  return wait_until(semaphore, &until);
}

void release(SharedSemaphore& semaphore, int n) {
  if (n < 1) throw std::invalid_argument("n");
  if (state(semaphore).fetch_add(static_cast<std::uint64_t>(n)) < kOneWaits) return;
  syscall(SYS_futex, &semaphore.words[0], FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

int available(const SharedSemaphore& semaphore) {
  return static_cast<int>(permits_in(state(semaphore).load()));
}

}  // namespace lockstep
