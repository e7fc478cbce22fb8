// SPDX-License-Identifier: MIT
// What the interposed functions share.
#pragma once

#include <time.h>

#include "autograder/explorer/core/explain.h"
#include "autograder/explorer/core/real.h"
#include "autograder/explorer/core/run.h"
#include "autograder/explorer/core/tsan.h"
#include "autograder/explorer/core/wait.h"

namespace lockstep::explorer {

inline constexpr int64_t kSecond = 1'000'000'000;

// What a clock shows at virtual time 0, in nanoseconds: a fixed moment, the same in every run.
int64_t clock_base(clockid_t clock);

// A point in time of `clock` as virtual time; false if the nanoseconds are out of range.
bool to_deadline(clockid_t clock, const timespec* at, int64_t* deadline);

// A span from now as virtual time; false if it is not a valid span.
bool to_deadline_after(const timespec* span, int64_t* deadline);

// Blocks until the deadline, which the caller computed.
void sleep_until(Thread* me, int64_t deadline, const void* pc);

// "thread 2 unlocks mutex A, which thread 1 holds": ends the run.
[[noreturn]] void misuse(Thread* me, const char* does, const Object& object, const char* but);

// Takes and gives back a mutex in the model and tells TSan; no switch. For condition variables.
void take_mutex(Thread* me, Object& object, bool is_robust);
void give_mutex(Thread* me, Object& object);

// The mutexes that the ended thread held become "owner died", if they are robust.
void abandon_robust(Thread* me);

// The model's entry for a mutex; ends the run if it was destroyed.
Object& mutex_object(Thread* me, pthread_mutex_t* mutex);

// A futex call within a run: as syscall(SYS_futex, ...), but negative on errors.
long model_futex(Thread* me, int* word, int operation, unsigned value, const timespec* timeout,
                 unsigned bits, const void* pc);

}  // namespace lockstep::explorer
