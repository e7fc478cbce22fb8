// SPDX-License-Identifier: MIT
// Your futex lock. The contract is in futex_lock.h; run it with
//   bazel test //lessons/lock:futex_lock_test
#include "lessons/lock/futex_lock.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

void lock(FutexLock& futex_lock) {
  (void)futex_lock;
  not_implemented("lock");
}

bool try_lock(FutexLock& futex_lock) {
  (void)futex_lock;
  not_implemented("try_lock");
}

bool try_lock_for(FutexLock& futex_lock, std::chrono::nanoseconds timeout) {
  (void)futex_lock;
  (void)timeout;
  not_implemented("try_lock_for");
}

void unlock(FutexLock& futex_lock) {
  (void)futex_lock;
  not_implemented("unlock");
}

}  // namespace lockstep
