// SPDX-License-Identifier: MIT
// How a claim gives a global lock back that it has taken.
#ifndef TESTS_GIL_GIVE_BACK_H_
#define TESTS_GIL_GIVE_BACK_H_

#include "autograder/harness/claim.h"
#include "lessons/base/global_lock.h"

namespace lockstep {

// Drops a lock that the calling thread has. A refusal is a failed check and not an exception that
// leaves the thread: when two threads had the lock at once, that is what went wrong.
inline void give_back(base::GlobalLock& lock) {
  EXPECT_NO_THROW(lock.drop()) << because("a thread had taken the lock, and its drop() threw");
}

}  // namespace lockstep

#endif  // TESTS_GIL_GIVE_BACK_H_
