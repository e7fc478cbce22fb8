// SPDX-License-Identifier: MIT
// The claims of the exercise `recursive_lock` on time-outs.
//
// Time is virtual, so bounds on it hold on any machine. In some schedules time passes also while a
// thread could run; a claim that needs the contrary turns that off. A time-out may end late by half
// of its length: some libraries sleep between looks at first.
#include "lessons/lock/recursive_lock.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/lock/recursive_lock_tries.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_until;

CLAIM(RecursiveLock, TimeoutChangesNothing, 4, "a time-out is kept and changes nothing") {
  explore_claim([] {
    auto lock = make_recursive_lock();
    lock->lock();
    together([&] {
      for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(30)}) {
        const auto start = steady_clock::now();
        EXPECT_FALSE(lock->try_lock_for(timeout)) << because("two threads own the lock");
        const auto waited = steady_clock::now() - start;
        EXPECT_GE(waited, timeout) << because("try_lock_for() gave up before its time-out");
        EXPECT_LE(waited, std::max(timeout * 2, milliseconds(1)))
            << because("try_lock_for() waited on after its time-out");
      }
      EXPECT_TRUE(refuses_unlock(*lock)) << because("a time-out made the thread the owner");
    });
    EXPECT_NO_THROW(lock->unlock()) << because("a time-out of a stranger changed owner or depth");
    EXPECT_TRUE(free_for_another(*lock)) << because("a time-out of a stranger changed the depth");
  });
}

CLAIM(RecursiveLock, TimeoutCountsFromTheCall, 4, "a wakeup in vain does not change the time-out") {
  const auto body = [] {
    auto lock = make_recursive_lock();
    const auto begin = steady_clock::now();
    lock->lock();
    std::thread waiter([&] {
      const bool got = lock->try_lock_for(milliseconds(10));
      if (got) return lock->unlock();
      const auto waited = steady_clock::now() - begin;
      EXPECT_GE(waited, milliseconds(10)) << because("a thread woken in vain gave up early");
      EXPECT_LE(waited, milliseconds(16))
          << because("a thread woken in vain started its time-out again");
    });
    sleep_until(begin + milliseconds(9));
    give_back(*lock);
    if (lock->try_lock()) {
      sleep_until(begin + seconds(1));
      give_back(*lock);
    }
    waiter.join();
  };
  // No time may pass while a thread can run, so that the call is made at `begin`.
  explore_claim(body, in_time());
}

CLAIM(RecursiveLock, TimeoutSwallowsNoWakeup, 4,
      "who gives up leaves the wakeup to those who wait") {
  // Two wait for the lock. Whoever wakes first, the other must not be left asleep. The turns after
  // the unlock and the thread that only sleeps let the deadline pass before a woken thread looks.
  explore_claim([] {
    auto lock = make_recursive_lock();
    const auto begin = steady_clock::now();
    lock->lock();
    std::thread waits([&] {
      lock->lock();
      lock->unlock();
    });
    std::thread gives_up([&] {
      if (lock->try_lock_for(milliseconds(2))) lock->unlock();
    });
    std::thread sleeps([&] { sleep_until(begin + milliseconds(3)); });
    sleep_until(begin + milliseconds(1));
    give_back(*lock);
    for (int turn = 0; turn < 8; ++turn) std::this_thread::yield();
    for (std::thread* thread : {&waits, &gives_up, &sleeps}) thread->join();
  });
}

CLAIM(RecursiveLock, UnlockWakesTimedWaitersToo, 4, "an unlock wakes who waits with a time-out") {
  const auto body = [] {
    auto lock = make_recursive_lock();
    const auto begin = steady_clock::now();
    lock->lock();
    const auto wait = [&] {
      const bool got = lock->try_lock_for(seconds(4));
      EXPECT_TRUE(got) << because("the lock was free long before the time-out and was not taken");
      EXPECT_LE(steady_clock::now() - begin, seconds(2))
          << because("an unlock did not wake a thread that waits with a time-out");
      if (got) lock->unlock();
    };
    std::thread one(wait);
    std::thread other(wait);
    sleep_until(begin + milliseconds(1));
    give_back(*lock);
    one.join();
    other.join();
  };
  explore_claim(body, in_time());
}

}  // namespace
}  // namespace lockstep
