// SPDX-License-Identifier: MIT
// Shows how a spin lock is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. A thread that only looks at the lock lets the others go first, so spinning is fine there.
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

TEST(SpinLock, IsTakenUntilItIsUnlocked) {
  explore([] {
    auto spin_lock = make_spin_lock();
    spin_lock->lock();
    EXPECT_FALSE(spin_lock->try_lock()) << "the lock is taken";
    spin_lock->unlock();
    EXPECT_TRUE(spin_lock->try_lock()) << "the lock is free";
    spin_lock->unlock();
  });
}

TEST(SpinLock, GuardsWhatTwoThreadsChange) {
  explore([] {
    auto spin_lock = make_spin_lock();
    int visits = 0;  // guarded by the lock
    const auto visit = [&] {
      const std::lock_guard guard(*spin_lock);  // lock() here, unlock() at the end of the block
      ++visits;
    };
    std::thread one(visit);
    std::thread other(visit);
    one.join();
    other.join();
    EXPECT_EQ(visits, 2) << "two visits, and not both were counted";
  });
}

TEST(SpinLock, TryLockFailsWhileAnotherThreadHasIt) {
  explore([] {
    auto spin_lock = make_spin_lock();
    spin_lock->lock();
    std::thread other([&] { EXPECT_FALSE(spin_lock->try_lock()) << "the lock is taken"; });
    other.join();
    spin_lock->unlock();
    EXPECT_TRUE(spin_lock->try_lock()) << "a try that failed changed the lock";
    spin_lock->unlock();
  });
}

TEST(SpinLock, LockWaitsForUnlock) {
  explore([] {
    auto spin_lock = make_spin_lock();
    std::atomic<bool> given_back{false};
    spin_lock->lock();
    std::thread other([&] {
      const std::lock_guard guard(*spin_lock);
      EXPECT_TRUE(given_back) << "lock() returned while another thread had the lock";
    });
    given_back = true;
    spin_lock->unlock();
    other.join();
  });
}

}  // namespace
}  // namespace lockstep
