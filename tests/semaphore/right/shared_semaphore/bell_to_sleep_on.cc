// SPDX-License-Identifier: MIT
// right: Nobody sleeps on the permits: there is a number that each release with waiters changes, as
// a bell that rings, and they sleep as long as it is what it was before they looked for a permit.
#include "lessons/semaphore/shared_semaphore.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <optional>
#include <stdexcept>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

// The words, each at a place of its own.
struct Words {
  explicit Words(const SharedSemaphore& semaphore)
      : permits(const_cast<SharedSemaphore&>(semaphore).words[3]),
        waiting(const_cast<SharedSemaphore&>(semaphore).words[7]),
        bell(const_cast<SharedSemaphore&>(semaphore).words[15]),
        place_of_bell(&const_cast<SharedSemaphore&>(semaphore).words[15]) {}

  std::atomic_ref<std::uint32_t> permits;
  std::atomic_ref<std::uint32_t> waiting;
  std::atomic_ref<std::uint32_t> bell;
  std::uint32_t* place_of_bell;
};

bool take(Words& words) {
  std::uint32_t free = words.permits;
  while (free != 0 && !words.permits.compare_exchange_weak(free, free - 1)) continue;
  return free != 0;
}

// FUTEX_WAIT takes a span, which is reckoned anew before each sleep.
void sleep(Words& words, std::uint32_t heard, std::optional<std::chrono::nanoseconds> left) {
  timespec span{};
  if (left) {
    span.tv_sec = *left / std::chrono::seconds(1);
    span.tv_nsec = (*left % std::chrono::seconds(1)).count();
  }
  syscall(SYS_futex, words.place_of_bell, FUTEX_WAIT, heard, left ? &span : nullptr, nullptr, 0);
}

bool take_before(Words& words, std::optional<Clock::time_point> end) {
  for (int look = 0; look < 5; ++look) {
    if (take(words)) return true;
    sched_yield();
  }
  for (;;) {
    words.waiting.fetch_add(1);
    const std::uint32_t heard = words.bell;
    const bool taken = take(words);
    std::optional<std::chrono::nanoseconds> left;
    if (end) left = *end - Clock::now();
    const bool late = left && left->count() <= 0;
    if (!taken && !late) sleep(words, heard, left);
    words.waiting.fetch_sub(1);
    if (taken || late) return taken;
  }
}

}  // namespace

void init(SharedSemaphore& semaphore, int permits) {
  if (permits < 0) throw std::invalid_argument("a semaphore has no less than no permits");
  semaphore = {};
  Words(semaphore).permits = static_cast<std::uint32_t>(permits);
}

void acquire(SharedSemaphore& semaphore) {
  Words words(semaphore);
  take_before(words, std::nullopt);
}

bool try_acquire(SharedSemaphore& semaphore) {
  Words words(semaphore);
  return take(words);
}

bool try_acquire_for(SharedSemaphore& semaphore, std::chrono::nanoseconds timeout) {
  Words words(semaphore);
  if (timeout.count() <= 0) return take(words);
  return take_before(words, Clock::now() + timeout);
}

void release(SharedSemaphore& semaphore, int n) {
  if (n < 1) throw std::invalid_argument("a release gives one permit or more");
  Words words(semaphore);
  words.permits.fetch_add(static_cast<std::uint32_t>(n));
  if (words.waiting == 0) return;
  words.bell.fetch_add(1);
  syscall(SYS_futex, words.place_of_bell, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

int available(const SharedSemaphore& semaphore) {
  return static_cast<int>(Words(semaphore).permits.load());
}

}  // namespace lockstep
