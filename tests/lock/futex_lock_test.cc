// SPDX-License-Identifier: MIT
// The claims of the exercise `futex_lock` on its states and on who gets the lock. Those on sleeping
// are in futex_lock_sleep_test.cc, those on time-outs in futex_lock_timeout_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/lock/futex_lock.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"
#include "tests/lock/futex_give_back.h"

namespace lockstep {
namespace {

using std::chrono::seconds;

// Unlocks; whether that was refused with the error of the contract.
bool is_refused(FutexLock& futex_lock) {
  try {
    unlock(futex_lock);
    return false;
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::operation_not_permitted)
        << because("unlock() of a free lock must give the code operation_not_permitted");
    return true;
  }
}

CLAIM(FutexLock, ZeroBytesAreAFreeLock, 4, "64 zero bytes are a free lock of their own") {
  explore_claim([] {
    FutexLock locks[2] = {};
    ASSERT_TRUE(try_lock(locks[0])) << because("64 zero bytes are not a free lock");
    for (int round = 0; round < 3; ++round) {
      EXPECT_FALSE(try_lock(locks[0])) << because("a lock was taken twice");
      ASSERT_TRUE(try_lock(locks[1])) << because("one lock was taken, and another one with it");
      give_back(locks[0]);
      EXPECT_FALSE(try_lock(locks[1])) << because("one lock was given back, and another with it");
      give_back(locks[1]);
      lock(locks[0]);
    }
  });
}

CLAIM(FutexLock, RefusesToUnlockAFreeLock, 5, "unlock of a free lock is an error, without effect") {
  explore_claim([] {
    FutexLock futex_lock = {};
    for (int round = 0; round < 3; ++round) {
      EXPECT_TRUE(is_refused(futex_lock) && is_refused(futex_lock))
          << because("the lock is free, and unlock() did not throw std::system_error");
      ASSERT_TRUE(try_lock(futex_lock)) << because("a refused unlock changed a free lock");
      EXPECT_FALSE(try_lock(futex_lock)) << because("a lock was taken twice");
      EXPECT_FALSE(is_refused(futex_lock)) << because("the lock was taken, and unlock() threw");
    }
  });
}

CLAIM(FutexLock, OfTwoUnlocksOneIsRefused, 5, "of two unlocks of a taken lock exactly one fails") {
  explore_claim([] {
    FutexLock futex_lock = {};
    lock(futex_lock);
    std::atomic<int> refused{0};
    const auto give_back = [&] { refused += is_refused(futex_lock) ? 1 : 0; };
    together(give_back, give_back);
    EXPECT_EQ(refused, 1) << because("two unlocks of a taken lock at once: not one was refused");
    EXPECT_TRUE(try_lock(futex_lock)) << because("the lock was given back, and is not free");
  });
}

CLAIM(FutexLock, TheBytesAreTheLock, 5, "the bytes are the whole lock, at whatever address") {
  // A mapping that goes away and comes back elsewhere: the bytes are the same, the address differs.
  explore_claim([] {
    auto here = std::make_unique<FutexLock>();
    lock(*here);
    EXPECT_FALSE(try_lock_for(*here, std::chrono::milliseconds(1)))
        << because("a lock was taken twice");
    auto there = std::make_unique<FutexLock>(*here);
    *here = {};
    ASSERT_FALSE(try_lock(*there)) << because("a taken lock is free at another address");
    EXPECT_TRUE(try_lock(*here)) << because("64 zero bytes that were in use are not a free lock");
    EXPECT_FALSE(is_refused(*there)) << because("a taken lock is free at another address");
    EXPECT_TRUE(try_lock(*there)) << because("the lock was given back, and is not free");
  });
}

CLAIM(FutexLock, NeverTwoInside, 7, "one thread at a time has the lock") {
  explore_claim([] {
    FutexLock futex_lock = {};
    std::atomic<int> inside{0};
    const auto stay = [&] {
      EXPECT_EQ(++inside, 1) << because("two threads had the lock at once");
      std::this_thread::yield();
      --inside;
      give_back(futex_lock);
    };
    const auto visit = [&] {
      lock(futex_lock);
      stay();
    };
    together(visit, visit, [&] {
      if (try_lock_for(futex_lock, seconds(1))) stay();
    });
  });
}

CLAIM(FutexLock, ShowsWhatWasWrittenBefore, 6, "what was written before unlock is seen later") {
  const std::vector<std::function<bool(FutexLock&)>> ways = {
      [](FutexLock& futex_lock) { return lock(futex_lock), true; },
      [](FutexLock& futex_lock) { return try_lock(futex_lock); },
      [](FutexLock& futex_lock) { return try_lock_for(futex_lock, seconds(1)); }};
  for (const auto& take : ways) {
    explore_claim([&take] {
      FutexLock futex_lock = {};
      int visits = 0;  // guarded by the lock
      std::atomic<int> taken{0};
      const auto visit = [&] {
        if (!take(futex_lock)) return;
        ++visits;
        taken.fetch_add(1, std::memory_order_relaxed);
        give_back(futex_lock);
      };
      together(visit, visit);
      EXPECT_EQ(visits, taken) << because("a write made before an unlock was not seen");
    });
  }
}

CLAIM(FutexLock, AnyThreadMayUnlock, 4, "a thread that never took the lock may unlock it") {
  explore_claim([] {
    FutexLock futex_lock = {};
    lock(futex_lock);
    std::thread waiting([&] { lock(futex_lock); });
    bool refused = true;
    together([&] { refused = is_refused(futex_lock); });
    EXPECT_FALSE(refused) << because("unlock() by a thread that never took the lock was refused");
    if (refused) give_back(futex_lock);
    waiting.join();
    EXPECT_FALSE(try_lock(futex_lock)) << because("the thread that waited did not take the lock");
  });
}

}  // namespace
}  // namespace lockstep
