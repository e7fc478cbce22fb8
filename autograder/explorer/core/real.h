// SPDX-License-Identifier: MIT
// The functions that the explorer stands in front of, as TSan's interceptors provide them, and by
// dlsym where TSan has none. Outside a run every call ends here.
#pragma once

#include <pthread.h>
#include <semaphore.h>
#include <sys/time.h>
#include <time.h>

#define LOCKSTEP_REAL(result, name, ...) result __interceptor_##name(__VA_ARGS__)

extern "C" {
LOCKSTEP_REAL(int, pthread_create, pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
LOCKSTEP_REAL(int, pthread_join, pthread_t, void**);
LOCKSTEP_REAL(int, pthread_tryjoin_np, pthread_t, void**);
LOCKSTEP_REAL(int, pthread_timedjoin_np, pthread_t, void**, const timespec*);
LOCKSTEP_REAL(int, pthread_detach, pthread_t);
[[noreturn]] LOCKSTEP_REAL(void, pthread_exit, void*);
LOCKSTEP_REAL(int, pthread_once, pthread_once_t*, void (*)());
LOCKSTEP_REAL(int, pthread_setname_np, pthread_t, const char*);
LOCKSTEP_REAL(int, pthread_kill, pthread_t, int);
LOCKSTEP_REAL(int, pthread_mutex_init, pthread_mutex_t*, const pthread_mutexattr_t*);
LOCKSTEP_REAL(int, pthread_mutex_destroy, pthread_mutex_t*);
LOCKSTEP_REAL(int, pthread_mutex_lock, pthread_mutex_t*);
LOCKSTEP_REAL(int, pthread_mutex_trylock, pthread_mutex_t*);
LOCKSTEP_REAL(int, pthread_mutex_timedlock, pthread_mutex_t*, const timespec*);
LOCKSTEP_REAL(int, pthread_mutex_clocklock, pthread_mutex_t*, clockid_t, const timespec*);
LOCKSTEP_REAL(int, pthread_mutex_unlock, pthread_mutex_t*);
LOCKSTEP_REAL(int, pthread_cond_init, pthread_cond_t*, const pthread_condattr_t*);
LOCKSTEP_REAL(int, pthread_cond_destroy, pthread_cond_t*);
LOCKSTEP_REAL(int, pthread_cond_wait, pthread_cond_t*, pthread_mutex_t*);
LOCKSTEP_REAL(int, pthread_cond_timedwait, pthread_cond_t*, pthread_mutex_t*, const timespec*);
LOCKSTEP_REAL(int, pthread_cond_clockwait, pthread_cond_t*, pthread_mutex_t*, clockid_t,
              const timespec*);
LOCKSTEP_REAL(int, pthread_cond_signal, pthread_cond_t*);
LOCKSTEP_REAL(int, pthread_cond_broadcast, pthread_cond_t*);
LOCKSTEP_REAL(int, pthread_rwlock_init, pthread_rwlock_t*, const pthread_rwlockattr_t*);
LOCKSTEP_REAL(int, pthread_rwlock_destroy, pthread_rwlock_t*);
LOCKSTEP_REAL(int, pthread_rwlock_rdlock, pthread_rwlock_t*);
LOCKSTEP_REAL(int, pthread_rwlock_tryrdlock, pthread_rwlock_t*);
LOCKSTEP_REAL(int, pthread_rwlock_timedrdlock, pthread_rwlock_t*, const timespec*);
LOCKSTEP_REAL(int, pthread_rwlock_wrlock, pthread_rwlock_t*);
LOCKSTEP_REAL(int, pthread_rwlock_trywrlock, pthread_rwlock_t*);
LOCKSTEP_REAL(int, pthread_rwlock_timedwrlock, pthread_rwlock_t*, const timespec*);
LOCKSTEP_REAL(int, pthread_rwlock_unlock, pthread_rwlock_t*);
LOCKSTEP_REAL(int, pthread_barrier_init, pthread_barrier_t*, const pthread_barrierattr_t*,
              unsigned);
LOCKSTEP_REAL(int, pthread_barrier_destroy, pthread_barrier_t*);
LOCKSTEP_REAL(int, pthread_barrier_wait, pthread_barrier_t*);
LOCKSTEP_REAL(int, pthread_spin_init, pthread_spinlock_t*, int);
LOCKSTEP_REAL(int, pthread_spin_destroy, pthread_spinlock_t*);
LOCKSTEP_REAL(int, pthread_spin_lock, pthread_spinlock_t*);
LOCKSTEP_REAL(int, pthread_spin_trylock, pthread_spinlock_t*);
LOCKSTEP_REAL(int, pthread_spin_unlock, pthread_spinlock_t*);
LOCKSTEP_REAL(int, sem_destroy, sem_t*);
LOCKSTEP_REAL(int, sem_wait, sem_t*);
LOCKSTEP_REAL(int, sem_trywait, sem_t*);
LOCKSTEP_REAL(int, sem_timedwait, sem_t*, const timespec*);
LOCKSTEP_REAL(int, sem_post, sem_t*);
LOCKSTEP_REAL(int, clock_gettime, clockid_t, timespec*);
LOCKSTEP_REAL(int, gettimeofday, timeval*, void*);
LOCKSTEP_REAL(time_t, time, time_t*);
LOCKSTEP_REAL(int, nanosleep, const timespec*, timespec*);
LOCKSTEP_REAL(int, usleep, useconds_t);
LOCKSTEP_REAL(unsigned, sleep, unsigned);
LOCKSTEP_REAL(int, __cxa_atexit, void (*)(void*), void*, void*);
}

#undef LOCKSTEP_REAL

namespace lockstep::explorer {

// The next definition of `name` after the program's own: libc's or libstdc++'s.
void* next_definition(const char* name);

template <class Function>
Function* next_function(Function*& cache, const char* name) {
  if (cache == nullptr) cache = reinterpret_cast<Function*>(next_definition(name));
  return cache;
}

// The address that the calling function returns to: the place in the program that a trace names.
#define LOCKSTEP_CALLER __builtin_extract_return_addr(__builtin_return_address(0))

}  // namespace lockstep::explorer
