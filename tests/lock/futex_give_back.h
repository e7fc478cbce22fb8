// SPDX-License-Identifier: MIT
// How a claim gives a futex lock back that it has taken.
#ifndef TESTS_LOCK_FUTEX_GIVE_BACK_H_
#define TESTS_LOCK_FUTEX_GIVE_BACK_H_

#include "autograder/harness/claim.h"
#include "lessons/lock/futex_lock.h"

namespace lockstep {

// Unlocks a lock that is taken. A refusal is a failed check and not an exception that leaves the
// thread: when two threads had a lock at once, that is what went wrong, not their second unlock.
inline void give_back(FutexLock& futex_lock) {
  EXPECT_NO_THROW(unlock(futex_lock)) << because("the lock was taken, and unlock() threw");
}

}  // namespace lockstep

#endif  // TESTS_LOCK_FUTEX_GIVE_BACK_H_
