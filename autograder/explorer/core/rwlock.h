// SPDX-License-Identifier: MIT
// Reader-writer locks in the model. Results are those of the pthread functions.
#pragma once

#include <pthread.h>

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

int acquire_rwlock(Thread* me, pthread_rwlock_t* lock, bool writing, int64_t deadline,
                   const void* pc);
int try_acquire_rwlock(Thread* me, pthread_rwlock_t* lock, bool writing, const void* pc);
int release_rwlock(Thread* me, pthread_rwlock_t* lock, const void* pc);
int destroy_rwlock(Thread* me, pthread_rwlock_t* lock, const void* pc);

}  // namespace lockstep::explorer
