// SPDX-License-Identifier: MIT
// The claims of the exercise `recursive_lock`: owner, depth, errors. The claims on waiting and
// exclusion are in recursive_lock_waiting_test.cc, those on time-outs in
// recursive_lock_timeout_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/lock/recursive_lock.h"

#include <chrono>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/together.h"
#include "tests/lock/recursive_lock_tries.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::nanoseconds;
using std::chrono::seconds;

CLAIM(RecursiveLock, OwnerLocksAgain, 8, "the owner may lock again, in each of the three ways") {
  explore([] {
    auto lock = make_recursive_lock();
    lock->lock();
    lock->lock();
    EXPECT_TRUE(lock->try_lock()) << because("try_lock() of the owner failed");
    for (const auto timeout : {nanoseconds(seconds(1)), nanoseconds(0), nanoseconds(-1)}) {
      const auto begin = std::chrono::steady_clock::now();
      EXPECT_TRUE(lock->try_lock_for(timeout)) << because("try_lock_for() of the owner failed");
      EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1))
          << because("try_lock_for() made the owner wait");
    }
    for (int depth = 6; depth > 0; --depth) {
      EXPECT_NO_THROW(lock->unlock()) << because("an unlock() for each lock was too many");
    }
  });
}

CLAIM(RecursiveLock, FreeOnlyAtDepthZero, 12, "the lock is free after as many unlocks as locks") {
  const auto lock_it = [](RecursiveLock& lock) { return lock.lock(), true; };
  const auto try_it = [](RecursiveLock& lock) { return lock.try_lock(); };
  const auto time_it = [](RecursiveLock& lock) { return lock.try_lock_for(seconds(1)); };
  for (const auto first : {+lock_it, +try_it, +time_it}) {
    for (const auto again : {+lock_it, +try_it, +time_it}) {
      explore([&] {
        auto lock = make_recursive_lock();
        ASSERT_TRUE(first(*lock)) << because("a free lock was refused");
        for (int turn = 0; turn < 2; ++turn) {
          ASSERT_TRUE(again(*lock)) << because("the owner was refused");
        }
        for (int depth = 3; depth > 0; --depth) {
          ASSERT_FALSE(free_for_another(*lock))
              << because("another thread got the lock before the last unlock()");
          lock->unlock();
        }
        EXPECT_TRUE(free_for_another(*lock))
            << because("the lock was not free after the last unlock()");
      });
    }
  }
}

CLAIM(RecursiveLock, StrangerCannotUnlock, 12, "unlock by a stranger is an error, without effect") {
  explore([] {
    auto lock = make_recursive_lock();
    lock->lock();
    lock->lock();
    for (int depth = 2; depth > 0; --depth) {
      together([&] {
        EXPECT_TRUE(refuses_unlock(*lock))
            << because("unlock() by a stranger must throw operation_not_permitted");
        EXPECT_FALSE(lock->try_lock()) << because("a refused unlock() made the lock free");
        EXPECT_TRUE(refuses_unlock(*lock))
            << because("unlock() by a stranger must throw operation_not_permitted each time");
      });
      EXPECT_NO_THROW(lock->unlock()) << because("a refused unlock() changed owner or depth");
    }
    EXPECT_TRUE(free_for_another(*lock)) << because("a refused unlock() changed the depth");
  });
}

CLAIM(RecursiveLock, FreeLockCannotBeUnlocked, 10, "unlock of a free lock is an error") {
  explore([] {
    auto lock = make_recursive_lock();
    EXPECT_TRUE(refuses_unlock(*lock)) << because("unlock() of a new lock must throw");
    lock->lock();
    lock->lock();
    lock->unlock();
    lock->unlock();
    EXPECT_TRUE(refuses_unlock(*lock)) << because("an unlock() too many must throw");
    EXPECT_TRUE(refuses_unlock(*lock)) << because("an unlock() too many must throw each time");
    together([&] {
      EXPECT_TRUE(refuses_unlock(*lock)) << because("unlock() of a free lock must throw");
    });
    lock->lock();
    EXPECT_FALSE(free_for_another(*lock)) << because("a refused unlock() changed the depth");
    lock->unlock();
    EXPECT_TRUE(free_for_another(*lock)) << because("a refused unlock() changed the depth");
  });
}

CLAIM(RecursiveLock, LocksAreIndependent, 6, "each lock has an owner and a depth of its own") {
  explore([] {
    auto one = make_recursive_lock();
    auto other = make_recursive_lock();
    one->lock();
    EXPECT_TRUE(refuses_unlock(*other)) << because("who owns a lock unlocked another one");
    other->lock();
    other->lock();
    one->unlock();
    EXPECT_TRUE(free_for_another(*one)) << because("the depth of one lock counted for another");
    EXPECT_FALSE(free_for_another(*other)) << because("the unlock of one lock freed another");
    other->unlock();
    other->unlock();
    EXPECT_TRUE(free_for_another(*other))
        << because("the lock was not free after its last unlock()");
  });
}

}  // namespace
}  // namespace lockstep
