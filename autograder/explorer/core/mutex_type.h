// SPDX-License-Identifier: MIT
// What kind of mutex a pthread_mutex_t is, read from glibc's fields.
#pragma once

#include <pthread.h>

#include "autograder/explorer/core/object.h"

namespace lockstep::explorer {

inline int type_of(const pthread_mutex_t* mutex) {
  constexpr int kTypeBits = 3;
  return mutex->__data.__kind & kTypeBits;
}

inline bool is_robust(const pthread_mutex_t* mutex) {
  constexpr int kRobustBit = 16;
  return (mutex->__data.__kind & kRobustBit) != 0;
}

inline bool is_destroyed(const pthread_mutex_t* mutex) {
  return mutex->__data.__kind == -1;  // as pthread_mutex_destroy leaves it
}

inline pthread_mutex_t* mutex_of(const Object& object) {
  return reinterpret_cast<pthread_mutex_t*>(object.address);
}

}  // namespace lockstep::explorer
