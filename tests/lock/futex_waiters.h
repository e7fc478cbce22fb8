// SPDX-License-Identifier: MIT
// Ways to wait for a futex lock, and threads that do.
//
// Where sleeping threads are counted, the strategy is the bounded one: it wakes nobody without a
// reason, and no time passes while a thread can run. So there the end of a sleep is proof that all
// the others wait.
#ifndef TESTS_LOCK_FUTEX_WAITERS_H_
#define TESTS_LOCK_FUTEX_WAITERS_H_

#include <chrono>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/lock/futex_lock.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"
#include "tests/lock/futex_give_back.h"
#include "tests/lock/futex_sleepers.h"

namespace lockstep {

inline void take(FutexLock& futex_lock) { lock(futex_lock); }

inline void take_in_time(FutexLock& futex_lock) {
  EXPECT_TRUE(try_lock_for(futex_lock, std::chrono::hours(1)))
      << because("a lock was not taken in an hour");
}

using Take = void (*)(FutexLock&);
inline constexpr Take kWaysToWait[] = {take, take_in_time};

// For a body that counts sleeping threads.
inline explorer::Options counting(int schedules, int max_steps) {
  explorer::Options options;
  options.strategy = "bounded";
  options.schedules = schedules;
  options.max_steps = max_steps;
  return options;
}

// Lets the others run until they wait. Each sleep ends when nobody else can run, or all that can
// only look again; so threads that look a hundred times before they sleep get to do so.
inline void let_them_wait() {
  for (int turn = 0; turn < 250; ++turn) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  // Those that look every millisecond have looked, and sleep again.
  std::this_thread::sleep_for(std::chrono::microseconds(500));
}

// Three threads wait for a lock, for ten minutes. In the limit of steps is room for the looks
// before they sleep, and not for a look in each of the 600 seconds.
inline void explore_three_waiting(Take wait_for) {
  explorer::explore(
      [wait_for] {
        FutexLock futex_lock = {};
        lock(futex_lock);
        const auto visit = [&] {
          wait_for(futex_lock);
          give_back(futex_lock);
        };
        together(visit, visit, visit, [&] {
          let_them_wait();
          EXPECT_GE(wake_all_sleepers(futex_lock), 3)
              << because("a waiting thread does not sleep on a word of the lock");
          std::this_thread::sleep_for(std::chrono::seconds(600));
          give_back(futex_lock);
        });
      },
      counting(20, 3'000));
}

}  // namespace lockstep

#endif  // TESTS_LOCK_FUTEX_WAITERS_H_
