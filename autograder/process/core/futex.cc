// SPDX-License-Identifier: MIT
// Waits in memory that processes share: futexes, and what of POSIX is made of them. In a program
// only if it is linked with the options of its target (`--wrap`): the linker sends these calls here
// first, and from here to the explorer, whose they are in its runs. No trial is made within a run.
//
// What the C library calls itself, within sem_wait() say, does not come here.
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>

#include "autograder/process/core/real.h"
#include "autograder/process/core/trouble.h"

using lockstep::process::error;
using lockstep::process::Fate;
using lockstep::process::step;
using lockstep::process::trouble_is_on;

#define LOCKSTEP_BEHIND(result, name, ...) result __real_##name(__VA_ARGS__)

extern "C" {
LOCKSTEP_BEHIND(long, syscall, long, long, long, long, long, long, long);
LOCKSTEP_BEHIND(int, sem_wait, sem_t*);
LOCKSTEP_BEHIND(int, sem_trywait, sem_t*);
LOCKSTEP_BEHIND(int, sem_timedwait, sem_t*, const timespec*);
LOCKSTEP_BEHIND(int, sem_clockwait, sem_t*, clockid_t, const timespec*);
LOCKSTEP_BEHIND(int, sem_post, sem_t*);
LOCKSTEP_BEHIND(int, pthread_mutex_lock, pthread_mutex_t*);
LOCKSTEP_BEHIND(int, pthread_mutex_trylock, pthread_mutex_t*);
LOCKSTEP_BEHIND(int, pthread_mutex_timedlock, pthread_mutex_t*, const timespec*);
LOCKSTEP_BEHIND(int, pthread_mutex_unlock, pthread_mutex_t*);
}

#undef LOCKSTEP_BEHIND

namespace {

bool waits(long operation) {
  const long command = operation & FUTEX_CMD_MASK;
  return command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET;
}

// What takes no time-out and is not interrupted.
void step_at(const char* call) { step(call, -1, {}); }

bool is_interrupted(const char* call) { return step(call, -1, {.blocks = true}).interrupted; }

}  // namespace

extern "C" {

// All that a call may have; the one of the C library takes any number.
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f) {
  // As if it were called from there: the explorer names the caller in its traces.
  if (number != SYS_futex || !trouble_is_on()) {
    [[clang::musttail]] return __real_syscall(number, a, b, c, d, e, f);
  }
  if (!waits(b)) {
    step_at("futex wake");
    return __real_syscall(number, a, b, c, d, e, f);
  }
  const Fate fate = step("futex wait", -1, {.blocks = true, .ends_for_nothing = true});
  if (fate.interrupted) return error(EINTR);
  if (fate.ends_for_nothing) return 0;
  const long result = __real_syscall(number, a, b, c, d, e, f);
  const int number_of_error = errno;
  // Who was woken and dies now takes the wakeup along.
  step_at("return from futex wait");
  errno = number_of_error;
  return result;
}

int __wrap_sem_wait(sem_t* semaphore) {
  return is_interrupted("sem_wait") ? error(EINTR) : __real_sem_wait(semaphore);
}

int __wrap_sem_trywait(sem_t* semaphore) {
  step_at("sem_trywait");
  return __real_sem_trywait(semaphore);
}

int __wrap_sem_timedwait(sem_t* semaphore, const timespec* end) {
  return is_interrupted("sem_timedwait") ? error(EINTR) : __real_sem_timedwait(semaphore, end);
}

int __wrap_sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* end) {
  return is_interrupted("sem_clockwait") ? error(EINTR)
                                         : __real_sem_clockwait(semaphore, clock, end);
}

int __wrap_sem_post(sem_t* semaphore) {
  step_at("sem_post");
  return __real_sem_post(semaphore);
}

// Signals do not end the wait for a mutex.
int __wrap_pthread_mutex_lock(pthread_mutex_t* mutex) {
  step_at("pthread_mutex_lock");
  return __real_pthread_mutex_lock(mutex);
}

int __wrap_pthread_mutex_trylock(pthread_mutex_t* mutex) {
  step_at("pthread_mutex_trylock");
  return __real_pthread_mutex_trylock(mutex);
}

int __wrap_pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* end) {
  step_at("pthread_mutex_timedlock");
  return __real_pthread_mutex_timedlock(mutex, end);
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t* mutex) {
  step_at("pthread_mutex_unlock");
  const int result = __real_pthread_mutex_unlock(mutex);
  // Others may have it before this process does anything else.
  step_at("return from pthread_mutex_unlock");
  return result;
}

}  // extern "C"
