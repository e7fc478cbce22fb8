// SPDX-License-Identifier: MIT
// The claims of the exercise `futex_lock` on sleeping and waking. Those on how the kernel is asked
// are in futex_lock_calls_test.cc.
#include <atomic>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/lock/futex_lock.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/lock/futex_give_back.h"
#include "tests/lock/futex_sleepers.h"
#include "tests/lock/futex_waiters.h"

namespace lockstep {
namespace {

CLAIM(FutexLock, WaitingThreadsSleep, 6, "a waiting thread sleeps on a word until it is woken") {
  for (const Take wait_for : kWaysToWait) explore_three_waiting(wait_for);
}

CLAIM(FutexLock, EveryUnlockLetsAWaiterGo, 8, "no thread sleeps on while the lock is free") {
  // A try in vain beside a thread that waits.
  explore_claim([] {
    FutexLock futex_lock = {};
    lock(futex_lock);
    const auto visit = [&] {
      lock(futex_lock);
      give_back(futex_lock);
    };
    const auto try_once = [&] {
      if (try_lock(futex_lock)) give_back(futex_lock);
    };
    together(visit, try_once, [&] { give_back(futex_lock); });
  });
  // Three threads that wait for each other.
  for (const Take wait_for : kWaysToWait) {
    const auto body = [wait_for] {
      FutexLock futex_lock = {};
      const auto visit = [&] {
        lock(futex_lock);
        give_back(futex_lock);
      };
      together(visit, visit, [&] {
        wait_for(futex_lock);
        give_back(futex_lock);
      });
      EXPECT_TRUE(try_lock(futex_lock)) << because("all have given the lock back: it is not free");
    };
    explore_claim(body, in_time());
  }
}

CLAIM(FutexLock, WokenThreadsLookAgain, 5, "a thread that is woken for no reason waits on") {
  for (const Take wait_for : kWaysToWait) {
    const auto body = [wait_for] {
      FutexLock futex_lock = {};
      lock(futex_lock);
      std::atomic<bool> given_back{false};
      together(
          [&] {
            wait_for(futex_lock);
            EXPECT_TRUE(given_back) << because("a thread was woken and went on without the lock");
            give_back(futex_lock);
          },
          [&] {
            for (int turn = 0; turn < 2; ++turn) {
              std::this_thread::yield();
              wake_all_sleepers(futex_lock);
            }
            given_back = true;
            give_back(futex_lock);
          });
    };
    explore_claim(body, in_time());
  }
}

}  // namespace
}  // namespace lockstep
