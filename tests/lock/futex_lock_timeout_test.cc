// SPDX-License-Identifier: MIT
// The claims of the exercise `futex_lock` on time-outs.
//
// Time is virtual, so bounds on it hold on any machine. In some schedules time passes also while a
// thread could run; a claim that needs the contrary turns that off.
#include <algorithm>
#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/lock/futex_lock.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/lock/futex_give_back.h"
#include "tests/lock/futex_sleepers.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::this_thread::sleep_until;

CLAIM(FutexLock, TimeoutIsKept, 6, "a try ends in time, without the lock; a free lock it takes") {
  explore_claim([] {
    FutexLock futex_lock = {};
    lock(futex_lock);
    for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(2'500)}) {
      const auto start = steady_clock::now();
      EXPECT_FALSE(try_lock_for(futex_lock, timeout)) << because("a lock was taken twice");
      const auto waited = steady_clock::now() - start;
      EXPECT_GE(waited, timeout) << because("try_lock_for() gave up before its time-out");
      EXPECT_LE(waited, std::max(timeout * 3 / 2, milliseconds(1)))
          << because("try_lock_for() waited on after its time-out");
    }
    give_back(futex_lock);
    for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(2'500)}) {
      EXPECT_TRUE(try_lock_for(futex_lock, timeout))
          << because("a free lock was not taken: it must be, also with a time-out of zero or less");
      give_back(futex_lock);
    }
  });
}

CLAIM(FutexLock, TimeoutCountsFromTheCall, 6, "a wakeup in vain does not change the time-out") {
  const auto body = [] {
    FutexLock futex_lock = {};
    lock(futex_lock);
    const auto begin = steady_clock::now();
    together(
        [&] {
          EXPECT_FALSE(try_lock_for(futex_lock, milliseconds(10)))
              << because("a lock was taken twice");
          const auto waited = steady_clock::now() - begin;
          EXPECT_GE(waited, milliseconds(10)) << because("a thread woken in vain gave up early");
          EXPECT_LE(waited, milliseconds(16))
              << because("a thread woken in vain started its time-out again");
        },
        [&] {
          sleep_until(begin + milliseconds(9));
          wake_all_sleepers(futex_lock);
        });
  };
  // No time may pass while a thread can run, so that the call is made at `begin`.
  explore_claim(body, in_time());
}

CLAIM(FutexLock, TimeoutLeavesTheLockToOthers, 6,
      "who gives up leaves the wakeup to those who wait") {
  // Two wait for the lock, and it is given back when one of them may have run out of time; or its
  // holder takes it once more, before anybody who was woken. The turns and the thread that only
  // sleeps let the deadline pass before a woken thread looks.
  for (const bool once_more : {false, true}) {
    explore_claim([once_more] {
      FutexLock futex_lock = {};
      lock(futex_lock);
      const auto begin = steady_clock::now();
      together(
          [&] {
            lock(futex_lock);
            give_back(futex_lock);
          },
          [&] {
            if (try_lock_for(futex_lock, milliseconds(2))) give_back(futex_lock);
          },
          [&] {
            sleep_until(begin + milliseconds(1));
            give_back(futex_lock);
            const bool taken = once_more && try_lock(futex_lock);
            for (int turn = 0; turn < 8; ++turn) std::this_thread::yield();
            if (taken) give_back(futex_lock);
          },
          [&] { sleep_until(begin + milliseconds(3)); });
      EXPECT_TRUE(try_lock(futex_lock)) << because("all have given the lock back, and it is taken");
    });
  }
}

}  // namespace
}  // namespace lockstep
