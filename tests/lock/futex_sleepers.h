// SPDX-License-Identifier: MIT
// Finds out who sleeps in the kernel on the words of a futex lock. The claims see no system call,
// but they may make the same ones, and the kernel tells how many threads it found.
#ifndef TESTS_LOCK_FUTEX_SLEEPERS_H_
#define TESTS_LOCK_FUTEX_SLEEPERS_H_

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <system_error>

#include "lessons/lock/futex_lock.h"

namespace lockstep {

// Wakes every thread that sleeps on a word of the lock with these flags (0 or FUTEX_PRIVATE_FLAG),
// and returns how many did. A thread that waits for the lock must take that as it takes any wakeup
// for no reason: it sleeps again.
inline int wake_all_sleepers(FutexLock& futex_lock, int flags = 0) {
  long found = 0;
  for (std::uint32_t& word : futex_lock.words) {
    found += syscall(SYS_futex, &word, FUTEX_WAKE | flags, INT_MAX, nullptr, nullptr, 0);
  }
  return static_cast<int>(found);
}

// Sleeps on one word, as it is now, until somebody wakes who sleeps there.
inline void sleep_on(std::uint32_t& word) {
  const std::uint32_t now = std::atomic_ref(word).load();
  syscall(SYS_futex, &word, FUTEX_WAIT, now, nullptr, nullptr, 0);
}

// How many threads sleep on a word of the lock now, with these flags. They sleep on: each is moved
// from its word to its word. For the real kernel only: the explorer has no model of this call.
inline int count_sleepers(FutexLock& futex_lock, int flags) {
  long found = 0;
  for (std::uint32_t& word : futex_lock.words) {
    // Of the two numbers the first says how many to wake, the second how many to move.
    const long here = syscall(SYS_futex, &word, FUTEX_REQUEUE | flags, 0, INT_MAX, &word, 0);
    if (here < 0) throw std::system_error(errno, std::generic_category(), "FUTEX_REQUEUE");
    found += here;
  }
  return static_cast<int>(found);
}

}  // namespace lockstep

#endif  // TESTS_LOCK_FUTEX_SLEEPERS_H_
