// SPDX-License-Identifier: MIT
// Shows how a futex lock is used. These cases are a start: the grading looks at more, also at
// sleeping threads and at other addresses of the same memory.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there, and the futex system call is a model of the kernel's.
#include "lessons/lock/futex_lock.h"

#include <chrono>
#include <system_error>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(FutexLock, ZeroBytesAreAFreeLock) {
  explore([] {
    FutexLock futex_lock{};
    lock(futex_lock);
    EXPECT_FALSE(try_lock(futex_lock)) << "the lock is taken";
    unlock(futex_lock);
    EXPECT_TRUE(try_lock(futex_lock)) << "the lock is free";
  });
}

TEST(FutexLock, RefusesToUnlockAFreeLock) {
  explore([] {
    FutexLock futex_lock{};
    EXPECT_THROW(unlock(futex_lock), std::system_error);
    EXPECT_TRUE(try_lock(futex_lock)) << "a refused unlock changed the lock";
  });
}

TEST(FutexLock, GuardsWhatThreeThreadsChange) {
  explore([] {
    FutexLock futex_lock{};
    int visits = 0;  // guarded by the lock
    const auto visit = [&] {
      lock(futex_lock);
      ++visits;
      unlock(futex_lock);
    };
    std::thread one(visit);
    std::thread two(visit);
    std::thread three(visit);
    one.join();
    two.join();
    three.join();
    EXPECT_EQ(visits, 3) << "three visits, and not all were counted";
  });
}

TEST(FutexLock, AnyThreadMayUnlock) {
  explore([] {
    FutexLock futex_lock{};
    lock(futex_lock);
    std::thread other([&] { unlock(futex_lock); });
    lock(futex_lock);  // waits for the other thread
    other.join();
    unlock(futex_lock);
  });
}

TEST(FutexLock, GivesUpAfterItsTimeout) {
  explore([] {
    FutexLock futex_lock{};
    lock(futex_lock);
    const auto start = steady_clock::now();
    EXPECT_FALSE(try_lock_for(futex_lock, milliseconds(20))) << "the lock was taken";
    EXPECT_TRUE(steady_clock::now() - start >= milliseconds(20)) << "it gave up too early";
    unlock(futex_lock);
    EXPECT_TRUE(try_lock_for(futex_lock, milliseconds(20))) << "the lock was free";
  });
}

}  // namespace
}  // namespace lockstep
