// SPDX-License-Identifier: MIT
// A counting semaphore in memory that processes share: a number of permits that threads of any
// process take and give back, and whoever waits for one sleeps in the kernel.
//
// The semaphore is its 64 bytes and nothing else. The caller puts them in a block of memory, which
// other processes may have mapped too, each at another address. So nothing about it may be kept
// elsewhere (in a static variable, in a table), and the bytes may hold no address and nothing that
// belongs to one process. What the words mean is up to you.
//
// System calls: a call that need not wait, made while nobody waits, makes none; it does not matter
// how those who waited before have gone, with a permit or by a time-out. A thread that waits makes
// the futex system call, syscall(SYS_futex, ...), with the address of one of the 16 words, and
// sleeps there until it is woken by the same call or its time is over (FUTEX_WAIT and FUTEX_WAKE,
// and their forms with _BITSET, are what the tests know); before each sleep it may look at the
// semaphore again, but not more than 100 times. The kernel finds a sleeping thread also from
// another process and from another address of the same memory, but not when FUTEX_PRIVATE_FLAG is
// set. So no mutex, condition variable or semaphore of a library, and not std::atomic's wait() and
// notify_one() either, which know the threads of their own process only.
//
// The kernel may wake a sleeping thread for no reason, and so may any other process that has the
// memory; the semaphore takes that in its stride.
//
// Memory ordering: what a thread did before release() is seen by each thread whose acquire takes a
// permit that this release gave (release() synchronizes with it).
//
// Permits belong to nobody: any process may release, also one that never acquired. A permit is
// never lost: a try_acquire_for() that returns false took none, even when its time-out meets a
// release().
//
// Death: a process may be killed at any moment, also in the middle of a call.
// - In acquire() and try_acquire_for(), one atomic step takes the permit. A process that is killed
//   before that step, asleep or awake, has taken none. It does not keep others from going on
//   either: when a release() was about to wake it, and it dies first, another thread that waits
//   gets the permit. After that step it has the permit, which nobody gives back for it.
// - In release(n), one atomic step gives the n permits: all of them are given, or none. When the
//   process is killed between that step and its return, threads that wait may sleep on beside the
//   new permits, until the next release(): that one lets them go too.
// - It may cost later calls of release() a system call in vain that somebody was killed.
//
// Not promised: an order among waiting threads; a time-out of centuries. The memory may be unmapped
// or used for something else once every call for it has returned or its process has ended.
#ifndef LESSONS_SEMAPHORE_SHARED_SEMAPHORE_H_
#define LESSONS_SEMAPHORE_SHARED_SEMAPHORE_H_

#include <chrono>
#include <cstdint>

namespace lockstep {

struct alignas(64) SharedSemaphore {
  std::uint32_t words[16];
};
static_assert(sizeof(SharedSemaphore) == 64);

// Makes the 64 bytes, whatever they were, a semaphore with `permits` free permits. Throws
// std::invalid_argument, and leaves the bytes as they are, when permits < 0. Nobody may use the
// semaphore before this has returned.
void init(SharedSemaphore& semaphore, int permits);

// Every other function may be called by any number of threads and processes at once.

// Takes one permit; waits, asleep, until there is one.
void acquire(SharedSemaphore& semaphore);

// Takes one permit if one is free now. Never waits for a permit. Returns whether it took one; false
// means that at some moment of the call none was free.
bool try_acquire(SharedSemaphore& semaphore);

// Takes one permit, waiting for it, asleep, at most `timeout`, counted from the call, whatever
// wakes the thread in between. Zero or less is try_acquire(). `timeout` is at most a year.
// Returns whether it took one.
bool try_acquire_for(SharedSemaphore& semaphore, std::chrono::nanoseconds timeout);

// Gives back `n` permits; as many waiting threads go on. Throws std::invalid_argument and changes
// nothing when n < 1. The caller keeps the number of permits within an int.
void release(SharedSemaphore& semaphore, int n);

// The permits that are free now, never below 0. A snapshot: others may have changed it before it
// returns, and a permit that a waiting thread is about to take may still count.
int available(const SharedSemaphore& semaphore);

}  // namespace lockstep

#endif  // LESSONS_SEMAPHORE_SHARED_SEMAPHORE_H_
