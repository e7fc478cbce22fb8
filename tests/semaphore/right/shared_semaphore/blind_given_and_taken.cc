// SPDX-License-Identifier: MIT
// A right solution: two counts that only grow, of the permits that were ever given and of those
// that were ever taken. Who waits sleeps on the first: while it stays, no permit can come.
#include "lessons/semaphore/shared_semaphore.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::steady_clock;
using Word = std::atomic_ref<std::uint32_t>;

struct Words {
  explicit Words(const SharedSemaphore& semaphore)
      : place(const_cast<std::uint32_t*>(semaphore.words)),
        given(place[0]),
        taken(place[1]),
        came(place[2]),
        left(place[3]) {}

  std::uint32_t* place;
  Word given, taken;
  Word came, left;  // threads that began to wait, and that ended it
};

// Takes one and returns nothing; or returns the count of given permits at which there was none.
std::optional<std::uint32_t> take(const Words& words) {
  for (;;) {
    std::uint32_t taken = words.taken.load();
    // Read later than `taken`: it is not less, and when it is the same, none is free at this
    // moment.
    const std::uint32_t given = words.given.load();
    if (given == taken) return given;
    if (words.taken.compare_exchange_strong(taken, taken + 1)) return std::nullopt;
  }
}

bool take_within(SharedSemaphore& semaphore, std::optional<std::chrono::nanoseconds> timeout) {
  const Words words(semaphore);
  if (!take(words)) return true;
  timespec until{};
  steady_clock::time_point end;
  if (timeout) {
    if (*timeout <= std::chrono::nanoseconds::zero()) return false;
    end = steady_clock::now() + *timeout;
    const std::int64_t nanoseconds = end.time_since_epoch() / std::chrono::nanoseconds(1);
    until = {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
  }
  ++words.came;
  bool took = false;
  for (;;) {
    const auto given = take(words);
    took = !given;
    if (took || (timeout && steady_clock::now() >= end)) break;
    ::syscall(SYS_futex, words.place, FUTEX_WAIT_BITSET, *given, timeout ? &until : nullptr,
              nullptr, FUTEX_BITSET_MATCH_ANY);
  }
  ++words.left;
  return took;
}

}  // namespace

void init(SharedSemaphore& semaphore, int permits) {
  if (permits < 0) throw std::invalid_argument("a negative number of permits");
  for (std::uint32_t& word : semaphore.words) Word(word).store(0);
  Word(semaphore.words[0]).store(static_cast<std::uint32_t>(permits));
}

void acquire(SharedSemaphore& semaphore) { take_within(semaphore, std::nullopt); }

bool try_acquire(SharedSemaphore& semaphore) { return !take(Words(semaphore)); }

bool try_acquire_for(SharedSemaphore& semaphore, std::chrono::nanoseconds timeout) {
  return take_within(semaphore, timeout);
}

void release(SharedSemaphore& semaphore, int n) {
  if (n < 1) throw std::invalid_argument("fewer than one permit");
  const Words words(semaphore);
  words.given += static_cast<std::uint32_t>(n);
  const std::uint32_t left = words.left.load();
  if (words.came.load() == left) return;
  // All: one that is woken may die before it has looked.
  ::syscall(SYS_futex, words.place, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

int available(const SharedSemaphore& semaphore) {
  const Words words(semaphore);
  for (;;) {
    const std::uint32_t taken = words.taken.load();
    const std::uint32_t given = words.given.load();
    if (words.taken.load() == taken) return static_cast<int>(given - taken);
  }
}

}  // namespace lockstep
