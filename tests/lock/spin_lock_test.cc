// SPDX-License-Identifier: MIT
// The claims of the exercise `spin_lock` on who gets the lock. Those on waiting and trying beside
// others are in spin_lock_waiting_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

CLAIM(SpinLock, IsTakenUntilItIsUnlocked, 10, "a lock is taken from lock or try_lock to unlock") {
  explore_claim([] {
    auto spin_lock = make_spin_lock();
    ASSERT_TRUE(spin_lock->try_lock()) << because("a new lock is not free");
    for (int round = 0; round < 3; ++round) {
      EXPECT_FALSE(spin_lock->try_lock()) << because("a lock was taken twice");
      spin_lock->unlock();
      spin_lock->lock();
      EXPECT_FALSE(spin_lock->try_lock()) << because("a lock was taken twice");
      spin_lock->unlock();
      ASSERT_TRUE(spin_lock->try_lock()) << because("a lock that was given back is not free");
    }
    spin_lock->unlock();
  });
}

CLAIM(SpinLock, EachLockIsItsOwn, 5, "a lock has nothing to do with any other lock") {
  explore_claim([] {
    auto one = make_spin_lock();
    auto other = make_spin_lock();
    one->lock();
    ASSERT_TRUE(other->try_lock()) << because("one lock was taken, and another one with it");
    other->unlock();
    EXPECT_FALSE(one->try_lock()) << because("one lock was given back, and another one with it");
    one->unlock();
  });
  // A thread that has both, and gives them back in the order in which it took them. Somebody waits
  // for each.
  const auto lock = [](SpinLock& spin_lock) { spin_lock.lock(); };
  const auto try_lock = [](SpinLock& spin_lock) {
    if (!spin_lock.try_lock()) spin_lock.lock();
  };
  for (const auto take : {+lock, +try_lock}) {
    explore_claim([take] {
      auto one = make_spin_lock();
      auto other = make_spin_lock();
      const auto visit = [](SpinLock& spin_lock) {
        spin_lock.lock();
        spin_lock.unlock();
      };
      together([&] { visit(*one); }, [&] { visit(*other); },
               [&] {
                 take(*one);
                 take(*other);
                 one->unlock();
                 other->unlock();
               });
      ASSERT_TRUE(one->try_lock() && other->try_lock())
          << because("a thread had two locks and gave both back, and one of them is taken");
      one->unlock();
      other->unlock();
    });
  }
}

CLAIM(SpinLock, NeverTwoInside, 15, "one thread at a time has the lock") {
  explore_claim([] {
    auto spin_lock = make_spin_lock();
    std::atomic<int> inside{0};
    const auto visit = [&] {
      spin_lock->lock();
      EXPECT_EQ(++inside, 1) << because("two threads had the lock at once");
      std::this_thread::yield();
      --inside;
      spin_lock->unlock();
    };
    together(visit, visit, visit);
  });
}

CLAIM(SpinLock, NeverTwoInsideByTrying, 10, "try_lock takes the lock for one thread alone") {
  explore_claim([] {
    auto spin_lock = make_spin_lock();
    std::atomic<int> inside{0};
    const auto stay = [&] {
      EXPECT_EQ(++inside, 1) << because("two threads had the lock at once");
      std::this_thread::yield();
      --inside;
      spin_lock->unlock();
    };
    const auto try_once = [&] {
      if (spin_lock->try_lock()) stay();
    };
    together(try_once, try_once, [&] {
      spin_lock->lock();
      stay();
    });
  });
}

CLAIM(SpinLock, ShowsWhatWasWrittenBefore, 20, "what was written before unlock is seen later") {
  const std::vector<std::function<bool(SpinLock&)>> ways = {
      [](SpinLock& spin_lock) { return spin_lock.lock(), true; },
      [](SpinLock& spin_lock) { return spin_lock.try_lock(); }};
  for (const auto& take : ways) {
    explore_claim([&take] {
      auto spin_lock = make_spin_lock();
      int visits = 0;  // guarded by the lock
      std::atomic<int> taken{0};
      const auto visit = [&] {
        if (!take(*spin_lock)) return;
        ++visits;
        taken.fetch_add(1, std::memory_order_relaxed);
        spin_lock->unlock();
      };
      together(visit, visit);
      EXPECT_EQ(visits, taken) << because("a write made before an unlock was not seen");
    });
  }
}

}  // namespace
}  // namespace lockstep
