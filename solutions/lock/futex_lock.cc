// SPDX-License-Identifier: MIT
// Model answer for lessons/lock/futex_lock.h: one word with three states.
//
// Invariant: words[0] is kFree, kTaken or kContended, and it is kFree exactly while nobody has the
// lock. While a thread sleeps and nobody is on the way to wake it or to look again, it is
// kContended; so the thread that unlocks knows whether the kernel is needed.
#include "lessons/lock/futex_lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <system_error>

namespace lockstep {
namespace {

constexpr std::uint32_t kFree = 0;  // zero bytes are a free lock
constexpr std::uint32_t kTaken = 1;
constexpr std::uint32_t kContended = 2;  // taken, and perhaps threads sleep

std::atomic_ref<std::uint32_t> state_of(FutexLock& futex_lock) {
  return std::atomic_ref<std::uint32_t>(futex_lock.words[0]);
}

// Takes a free lock when nobody waits: one step in memory, no system call.
bool take_free(FutexLock& futex_lock) {
  std::uint32_t expected = kFree;
  // Acquire: what the last holder did before its unlock() is seen from here on.
  return state_of(futex_lock)
      .compare_exchange_strong(expected, kTaken, std::memory_order_acquire,
                               std::memory_order_relaxed);
}

// Takes the lock if it is free, and otherwise leaves word that somebody waits. A thread that has
// slept must take the lock in this way, as kContended and not as kTaken: it cannot know whether
// others sleep still. At worst that costs one system call too many in unlock().
bool take_or_mark(FutexLock& futex_lock) {
  return state_of(futex_lock).exchange(kContended, std::memory_order_acquire) == kFree;
}

// Sleeps until an unlock() wakes this thread, or until `deadline` of the monotonic clock (null:
// none). The kernel compares the word with kContended and puts the thread to sleep in one step, so
// no unlock() can fall between. Returns for other reasons too: the word was different (EAGAIN), a
// signal came (EINTR), or nothing at all happened. So the result says nothing about the lock.
//
// No FUTEX_PRIVATE_FLAG: with it the kernel looks for sleeping threads by address and process.
void sleep_while_contended(FutexLock& futex_lock, const timespec* deadline) {
  syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAIT_BITSET, kContended, deadline, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

timespec to_timespec(std::chrono::steady_clock::time_point at) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t nanoseconds = at.time_since_epoch() / std::chrono::nanoseconds(1);
  return {nanoseconds / kSecond, nanoseconds % kSecond};
}

}  // namespace

void lock(FutexLock& futex_lock) {
  if (take_free(futex_lock)) return;
  while (!take_or_mark(futex_lock)) sleep_while_contended(futex_lock, nullptr);
}

bool try_lock(FutexLock& futex_lock) { return take_free(futex_lock); }

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  if (take_free(futex_lock)) return true;
  if (timeout <= std::chrono::nanoseconds::zero()) return false;
  // A point in time, not a span: a wakeup in vain must not start the time-out again. The steady
  // clock of the standard library is the kernel's monotonic clock, which FUTEX_WAIT_BITSET takes.
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const timespec until = to_timespec(deadline);
  // Looks at the lock after each sleep, and only then at the clock: a thread that was woken and
  // came late must still take the lock, or leave kContended to the one that was quicker. Returning
  // false at once would take the wakeup along, and another thread would sleep on.
  while (!take_or_mark(futex_lock)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    sleep_while_contended(futex_lock, &until);
  }
  return true;
}

void unlock(FutexLock& futex_lock) {
  // One step: of two threads that unlock at once only one finds the lock taken. And a lock that was
  // free is free afterwards, so there is nothing to undo. Release: see spin_lock.
  const std::uint32_t was = state_of(futex_lock).exchange(kFree, std::memory_order_release);
  if (was == kFree) {
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted),
                            "unlock of a free lock");
  }
  // One, not all: the others would wake only to see that the lock is taken, and sleep again. The
  // one that wakes says kContended, so that its own unlock() wakes the next.
  if (was == kContended) {
    syscall(SYS_futex, &futex_lock.words[0], FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
}

}  // namespace lockstep

// This is the third lock of U. Drepper's "Futexes Are Tricky", with a time-out and an error.
//
// The standard library has nothing for memory between processes. std::mutex is a lock of one
// process; on Linux it is this lock, with private futexes. std::binary_semaphore may be released by
// any thread, as this lock, but sleeps with private futexes too. POSIX has pthread_mutex_t with
// PTHREAD_PROCESS_SHARED, and PTHREAD_MUTEX_ROBUST for a holder that dies, which this lock does not
// notice; and sem_t with pshared. std::atomic_ref makes the words atomic in place: it needs no
// constructor, which nobody could call once for all processes.
