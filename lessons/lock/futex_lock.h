// SPDX-License-Identifier: MIT
// A lock in memory that processes share: one thread of one process at a time has it, and whoever
// waits for it sleeps in the kernel.
//
// The lock is its 64 bytes and nothing else. The caller puts them in a block of memory, which other
// processes may have mapped too, each at another address. So nothing about a lock may be kept
// elsewhere (in a static variable, in a table), and the bytes may hold no address and nothing that
// belongs to one process. 64 zero bytes are a free lock that nobody has used; there is no function
// that makes one. What the words mean otherwise is up to you.
//
// System calls: taking a lock that is free and that nobody waits for, and giving it back before
// anybody waits for it, make none. A thread that waits makes the futex system call,
// syscall(SYS_futex, ...), with the address of one of the 16 words, and sleeps there until it is
// woken by the same call or its time is over (FUTEX_WAIT and FUTEX_WAKE, and their forms with
// _BITSET, are what the tests know); before that it may look at the lock again, but not
// more than 100 times. The kernel finds a sleeping thread also from another process and from
// another address of the same memory, but not when FUTEX_PRIVATE_FLAG is set. So no mutex,
// condition variable or semaphore of a library, and not std::atomic's wait() and notify_one()
// either, which know the threads of their own process only. An unlock() wakes one sleeping thread
// at most, however many wait.
//
// The kernel may wake a sleeping thread for no reason, and so may any other process that has the
// memory; the lock takes that in its stride.
//
// Memory ordering: what a thread did before unlock() is seen by whoever has the lock afterwards, by
// lock() or by a try that returned true (unlock() synchronizes with it).
//
// A lock belongs to nobody: any thread of any process may unlock it, as with Python's Lock.
//
// Not promised: an order among waiting threads; that the lock comes free when its holder dies.
// lock() by a thread that has the lock already waits like any other. The memory of a lock may be
// unmapped, reused or made zero again once every call for it has returned.
#ifndef LESSONS_LOCK_FUTEX_LOCK_H_
#define LESSONS_LOCK_FUTEX_LOCK_H_

#include <chrono>
#include <cstdint>

namespace lockstep {

struct alignas(64) FutexLock {
  std::uint32_t words[16];
};
static_assert(sizeof(FutexLock) == 64);

// Every function may be called by any number of threads and processes at once.

// Takes the lock; waits, asleep, until it is free.
void lock(FutexLock& futex_lock);

// Takes the lock if it is free now. Never waits for it. Returns whether it took it: false means
// that at some moment of the call it was taken, and that the call changed nothing.
bool try_lock(FutexLock& futex_lock);

// Takes the lock, waiting for it, asleep, at most `timeout`, counted from the call, whatever wakes
// the thread in between. Zero or less is try_lock(). `timeout` is at most a year.
// Returns whether it took it. A call that returns false leaves the lock to those who wait on.
bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout);

// Gives the lock back; when threads wait for it, one of them takes it (or a thread that comes
// just then, and the other waits on). Throws std::system_error with the code
// std::errc::operation_not_permitted when the lock is free, which it stays; so of two threads that
// unlock a taken lock at the same time exactly one gets the error.
void unlock(FutexLock& futex_lock);

}  // namespace lockstep

#endif  // LESSONS_LOCK_FUTEX_LOCK_H_
