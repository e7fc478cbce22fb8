// SPDX-License-Identifier: MIT
// Shows how a recursive lock is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: a sleep costs nothing, and a time-out is exact.
#include "lessons/lock/recursive_lock.h"

#include <chrono>
#include <system_error>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::milliseconds;

TEST(RecursiveLock, TheOwnerLocksAgain) {
  explore([] {
    auto lock = make_recursive_lock();
    lock->lock();
    lock->lock();
    EXPECT_TRUE(lock->try_lock()) << "the owner may always lock again";
    lock->unlock();
    lock->unlock();
    lock->unlock();
    EXPECT_THROW(lock->unlock(), std::system_error) << "that was one unlock too many";
  });
}

TEST(RecursiveLock, AStrangerCanNeitherLockNorUnlock) {
  explore([] {
    auto lock = make_recursive_lock();
    lock->lock();
    std::thread stranger([&] {
      EXPECT_FALSE(lock->try_lock()) << "another thread owns the lock";
      EXPECT_THROW(lock->unlock(), std::system_error) << "another thread owns the lock";
    });
    stranger.join();
    EXPECT_NO_THROW(lock->unlock()) << "the stranger changed something";
  });
}

TEST(RecursiveLock, OneThreadIsInsideAtATime) {
  explore([] {
    auto lock = make_recursive_lock();
    int visits = 0;  // guarded by the lock
    const auto count = [&] {
      lock->lock();
      ++visits;
      lock->unlock();
    };
    const auto visit = [&] {
      lock->lock();
      count();  // locks it a second time
      count();
      lock->unlock();
    };
    std::thread one(visit);
    std::thread other(visit);
    one.join();
    other.join();
    EXPECT_EQ(visits, 4) << "four visits, and not all were counted";
  });
}

TEST(RecursiveLock, GivesUpAfterItsTimeout) {
  explore([] {
    auto lock = make_recursive_lock();
    lock->lock();
    std::thread waiter([&] {
      const auto start = std::chrono::steady_clock::now();
      EXPECT_FALSE(lock->try_lock_for(milliseconds(20))) << "another thread owns the lock";
      EXPECT_TRUE(std::chrono::steady_clock::now() - start >= milliseconds(20))
          << "it gave up too early";
    });
    waiter.join();
    EXPECT_TRUE(lock->try_lock_for(milliseconds(20))) << "the owner may always lock again";
    lock->unlock();
    lock->unlock();
  });
}

}  // namespace
}  // namespace lockstep
