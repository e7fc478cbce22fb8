// SPDX-License-Identifier: MIT
#include "lessons/base/shared_lock.h"

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace base {
namespace {

void check(int error, const char* call) {
  if (error != 0) throw std::system_error(error, std::generic_category(), call);
}

}  // namespace

SharedLock::SharedLock() {
  pthread_mutexattr_t kind;
  check(::pthread_mutexattr_init(&kind), "pthread_mutexattr_init");
  ::pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
  const int error = ::pthread_mutex_init(&mutex_, &kind);
  ::pthread_mutexattr_destroy(&kind);
  check(error, "pthread_mutex_init");
}

bool SharedLock::take() {
  const int error = ::pthread_mutex_lock(&mutex_);
  if (error != EOWNERDEAD) {
    check(error, "pthread_mutex_lock");
    return true;
  }
  // Otherwise drop() would make the lock of no use to anybody.
  check(::pthread_mutex_consistent(&mutex_), "pthread_mutex_consistent");
  return false;
}

void SharedLock::drop() { check(::pthread_mutex_unlock(&mutex_), "pthread_mutex_unlock"); }

}  // namespace base
}  // namespace lockstep
