// SPDX-License-Identifier: MIT
// The claims of the exercise `futex_lock` on its system calls: how many, and of which kind.
//
// They are not seen themselves, but what they do: who sleeps where, and who was woken.
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/lock/futex_lock.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"
#include "tests/lock/futex_give_back.h"
#include "tests/lock/futex_sleepers.h"
#include "tests/lock/futex_waiters.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::this_thread::sleep_for;

constexpr int kWords = 16;

CLAIM(FutexLock, UnlockWakesOneThread, 6, "an unlock wakes one of the sleeping threads, not all") {
  // One thread gives the lock back, once, and whoever takes it keeps it.
  explorer::explore(
      [] {
        FutexLock futex_lock = {};
        lock(futex_lock);
        const auto visit = [&] { try_lock_for(futex_lock, seconds(60)); };
        together(visit, visit, visit, [&] {
          let_them_wait();
          give_back(futex_lock);
          EXPECT_GE(wake_all_sleepers(futex_lock), 2)
              << because("three threads waited, and one unlock() woke more than one of them");
        });
      },
      counting(20, 20'000));
}

CLAIM(FutexLock, AFreeLockNeedsNoSystemCall, 6,
      "taking and giving back a lock that nobody else wants makes no system call") {
  // Strangers sleep on all words, and a system call that wakes whoever waits would wake one. Before
  // that, the lock was new, or somebody had waited for it, or somebody had given up.
  const auto new_lock = [](FutexLock&) {};
  const auto after_waiting = [](FutexLock& futex_lock) {
    const auto visit = [&] {
      lock(futex_lock);
      sleep_for(milliseconds(1));
      give_back(futex_lock);
    };
    together(visit, visit);
  };
  const auto after_giving_up = [](FutexLock& futex_lock) {
    lock(futex_lock);
    together([&] { EXPECT_FALSE(try_lock_for(futex_lock, milliseconds(1))); });
    give_back(futex_lock);
  };
  for (const Take before : {Take(new_lock), Take(after_waiting), Take(after_giving_up)}) {
    const auto body = [before] {
      FutexLock futex_lock = {};
      before(futex_lock);
      lock(futex_lock);
      give_back(futex_lock);
      std::vector<std::thread> strangers;
      for (std::uint32_t& word : futex_lock.words) strangers.emplace_back([&] { sleep_on(word); });
      sleep_for(milliseconds(1));
      for (const Take take_it : {Take(take), Take(take_in_time)}) {
        take_it(futex_lock);
        give_back(futex_lock);
      }
      if (try_lock(futex_lock)) give_back(futex_lock);
      EXPECT_EQ(wake_all_sleepers(futex_lock), kWords)
          << because("nobody waited for the lock, and unlock() made a system call to wake them");
      for (std::thread& stranger : strangers) stranger.join();
    };
    explorer::explore(body, counting(5, 20'000));
  }
}

CLAIM(FutexLock, SleepsWhereOthersFindIt, 5,
      "a thread sleeps and is woken where other processes find it: without FUTEX_PRIVATE_FLAG") {
  // With real threads and the real kernel, which keeps those that sleep with the flag apart from
  // the others. No race is run: the lock is given back when the kernel says that the thread sleeps,
  // and it has taken the thread off its list before the system call that wakes it returns.
  for (const Take wait_for : kWaysToWait) {
    explore_three_waiting(wait_for);
    if (HasFailure()) return;  // a thread that does not sleep would be waited for in vain
    FutexLock futex_lock = {};
    lock(futex_lock);
    std::atomic<bool> has_waited{false};
    std::thread other([&] {
      wait_for(futex_lock);
      has_waited = true;
      give_back(futex_lock);
    });
    int for_all = 0;
    int for_this_process = 0;
    while (for_all + for_this_process == 0 && !has_waited) {
      std::this_thread::yield();
      for_all = count_sleepers(futex_lock, 0);
      for_this_process = count_sleepers(futex_lock, FUTEX_PRIVATE_FLAG);
    }
    EXPECT_EQ(for_all, 1) << because("a thread does not sleep where another process finds it");
    give_back(futex_lock);
    EXPECT_EQ(count_sleepers(futex_lock, 0), 0)
        << because("unlock() did not wake a thread that sleeps where other processes find it");
    wake_all_sleepers(futex_lock);  // so that a thread that was not woken ends, too
    wake_all_sleepers(futex_lock, FUTEX_PRIVATE_FLAG);
    other.join();
  }
}

}  // namespace
}  // namespace lockstep
