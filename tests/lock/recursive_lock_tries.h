// SPDX-License-Identifier: MIT
// What the claims of the exercise `recursive_lock` ask of a lock from the outside.
#ifndef TESTS_LOCK_RECURSIVE_LOCK_TRIES_H_
#define TESTS_LOCK_RECURSIVE_LOCK_TRIES_H_

#include <exception>
#include <system_error>

#include "autograder/harness/claim.h"
#include "lessons/lock/recursive_lock.h"
#include "tests/base/together.h"

namespace lockstep {

// Whether unlock() reports the error of the contract.
inline bool refuses_unlock(RecursiveLock& lock) {
  try {
    lock.unlock();
  } catch (const std::system_error& error) {
    return error.code() == std::errc::operation_not_permitted;
  } catch (const std::exception&) {
    return false;
  }
  return false;
}

// Unlocks for the owner, where an exception would leave threads behind that nobody joins.
inline void give_back(RecursiveLock& lock) {
  EXPECT_NO_THROW(lock.unlock()) << because("unlock() of the owner failed");
}

// Whether a thread of its own can have the lock now. It gives it back.
inline bool free_for_another(RecursiveLock& lock) {
  bool got = false;
  together([&] {
    got = lock.try_lock();
    if (got) lock.unlock();
  });
  return got;
}

}  // namespace lockstep

#endif  // TESTS_LOCK_RECURSIVE_LOCK_TRIES_H_
