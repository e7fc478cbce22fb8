// SPDX-License-Identifier: MIT
// The claims of the exercise `recursive_lock` on exclusion, waiting and waking.
//
// Sleeping moves virtual time and costs nothing. No claim takes a sleep as proof that another
// thread got somewhere: it only gives a fault the time to show.
#include "lessons/lock/recursive_lock.h"

#include <atomic>
#include <chrono>
#include <latch>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"
#include "tests/lock/recursive_lock_tries.h"

namespace lockstep {
namespace {

using std::chrono::seconds;

CLAIM(RecursiveLock, OneThreadAtATime, 12, "only one thread at a time is inside, also in depth 2") {
  const auto lock_it = [](RecursiveLock& lock) { return lock.lock(), true; };
  const auto try_it = [](RecursiveLock& lock) { return lock.try_lock(); };
  const auto time_it = [](RecursiveLock& lock) { return lock.try_lock_for(seconds(1)); };
  for (const auto enter : {+lock_it, +try_it, +time_it}) {
    explore_claim([&enter] {
      auto lock = make_recursive_lock();
      int visits = 0;  // guarded by the lock
      std::atomic<int> entered{0};
      std::atomic<int> inside{0};
      const auto visit = [&] {
        if (!enter(*lock)) return;
        EXPECT_EQ(++inside, 1) << because("two threads were inside at once");
        lock->lock();
        ++visits;
        lock->unlock();
        --inside;
        entered.fetch_add(1, std::memory_order_relaxed);
        lock->unlock();
      };
      together([&] { visit(), visit(); }, visit);
      EXPECT_EQ(visits, entered) << because("a write made before an unlock was not seen");
    });
  }
}

CLAIM(RecursiveLock, EveryWaiterGetsTheLock, 8, "all who wait get the lock, one after the other") {
  explore_claim([] {
    auto lock = make_recursive_lock();
    const auto visit = [&] {
      lock->lock();
      lock->lock();
      give_back(*lock);
      give_back(*lock);
    };
    together(visit, visit, visit);
  });
}

CLAIM(RecursiveLock, EachLockWakesItsOwn, 4, "an unlock wakes who waits for this lock") {
  explore_claim([] {
    auto one = make_recursive_lock();
    auto other = make_recursive_lock();
    one->lock();
    other->lock();
    std::latch gone(1);
    std::thread waits_for_one([&] {
      one->lock();
      gone.count_down();
      one->unlock();
    });
    std::thread waits_for_other([&] {
      other->lock();
      other->unlock();
    });
    give_back(*one);
    gone.wait();
    give_back(*other);
    waits_for_one.join();
    waits_for_other.join();
  });
}

CLAIM(RecursiveLock, TryLockNeverWaits, 6, "try_lock waits for no owner, and fails only for one") {
  explore_claim([] {
    auto lock = make_recursive_lock();
    // Refused calls of a stranger are no reason to fail: nobody ever owns the lock.
    together(
        [&] { EXPECT_TRUE(refuses_unlock(*lock)) << because("unlock() by a stranger must throw"); },
        [&] {
          const bool got = lock->try_lock();
          EXPECT_TRUE(got) << because("nobody owned the lock, and try_lock() failed");
          if (got) lock->unlock();
        });
  });
  explore_claim([] {
    auto lock = make_recursive_lock();
    lock->lock();
    std::thread waiter([&] {
      lock->lock();
      lock->unlock();
    });
    // Ends before the owner unlocks, though another thread waits.
    together([&] {
      EXPECT_FALSE(lock->try_lock()) << because("two threads own the lock");
      EXPECT_FALSE(lock->try_lock_for(seconds(0))) << because("two threads own the lock");
    });
    give_back(*lock);
    waiter.join();
  });
}

CLAIM(RecursiveLock, WaitingThreadsSleep, 6, "a waiting thread sleeps until the lock is free") {
  const auto lock_it = [](RecursiveLock& lock) { lock.lock(); };
  const auto time_it = [](RecursiveLock& lock) {
    if (!lock.try_lock_for(seconds(4))) lock.lock();
  };
  for (const auto wait : {+lock_it, +time_it}) {
    explore_sleep([wait] {
      auto lock = make_recursive_lock();
      std::atomic<bool> given_back{false};
      lock->lock();
      lock->lock();
      const auto visit = [&] {
        wait(*lock);
        EXPECT_TRUE(given_back) << because("a thread got the lock before the owner gave it back");
        lock->unlock();
      };
      std::thread one(visit);
      std::thread other(visit);
      give_back(*lock);
      work_long();
      given_back = true;
      give_back(*lock);
      one.join();
      other.join();
    });
  }
}

}  // namespace
}  // namespace lockstep
