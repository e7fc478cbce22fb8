// SPDX-License-Identifier: MIT
// The claims of the exercise `spin_lock` on waiting, and on tries beside a holder.
//
// A thread that spins lets the others go first under the explorer, and no time passes for it. So a
// lock that spins rightly is no false alarm, and one that spins for ever is no progress.
#include "lessons/lock/spin_lock.h"

#include <atomic>
#include <cstdint>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

// This thread waits for a lock. Of the claims' own, so each thread says it anew in each run.
thread_local bool waits = false;

CLAIM(SpinLock, WaitingThreadsGoOn, 10, "every waiting thread gets the lock in the end") {
  explore_claim([] {
    auto spin_lock = make_spin_lock();
    const auto visit = [&] {
      for (int round = 0; round < 2; ++round) {
        spin_lock->lock();
        spin_lock->unlock();
      }
    };
    together(visit, visit, visit);
    ASSERT_TRUE(spin_lock->try_lock()) << because("all have given the lock back, and it is taken");
    spin_lock->unlock();
  });
}

CLAIM(SpinLock, LockWaitsForUnlock, 10, "lock waits until the lock is free, however long") {
  // The holder stays long, so that a thread that gives up has the time to do so.
  explorer::Options options;
  options.schedules = 2;
  explorer::explore(
      [] {
        auto spin_lock = make_spin_lock();
        std::atomic<bool> given_back{false};
        spin_lock->lock();
        std::thread other([&] {
          spin_lock->lock();
          EXPECT_TRUE(given_back) << because("lock() returned while another thread had the lock");
          spin_lock->unlock();
        });
        for (int turn = 0; turn < 1'500; ++turn) std::this_thread::yield();
        given_back = true;
        spin_lock->unlock();
        other.join();
      },
      options);
}

CLAIM(SpinLock, WaitsBySpinning, 5, "a waiting thread looks again and again, it does not sleep") {
  // The holder gives way until the other thread has looked often enough. One that sleeps never
  // does, whatever the schedule: it makes no step until the holder's unlock.
  static constexpr int kTurns = 2'000;
  static constexpr std::uint64_t kEnough = 100;
  std::uint64_t steps = 0;  // of the waiting thread, in lock()
  explorer::Options options;
  options.strategy = "bounded";  // it wakes nobody without a reason
  options.schedules = 5;
  options.invariant = [&steps] { return steps += waits ? 1 : 0, true; };
  explorer::explore(
      [&steps] {
        auto spin_lock = make_spin_lock();
        spin_lock->lock();
        steps = 0;
        waits = false;
        std::thread other([&] {
          waits = true;
          spin_lock->lock();
          waits = false;
          spin_lock->unlock();
        });
        for (int turn = 0; turn < kTurns && steps < kEnough; ++turn) std::this_thread::yield();
        EXPECT_GE(steps, kEnough) << because("a waiting thread slept instead of looking again");
        spin_lock->unlock();
        other.join();
      },
      options);
}

CLAIM(SpinLock, TryLockTakesAFreeLock, 5, "try_lock fails only when another thread has the lock") {
  explore_claim([] {
    auto spin_lock = make_spin_lock();
    spin_lock->lock();
    std::atomic<bool> other_took{false};
    std::thread other([&] {
      other_took = spin_lock->try_lock();
      if (other_took) spin_lock->unlock();
    });
    spin_lock->unlock();
    const bool took = spin_lock->try_lock();
    other.join();
    EXPECT_TRUE(took || other_took) << because("try_lock() failed, and nobody had the lock");
    if (took) spin_lock->unlock();
  });
}

CLAIM(SpinLock, FailedTryChangesNothing, 10, "a try_lock that fails leaves the lock as it was") {
  const auto try_once = [](SpinLock& spin_lock) {
    if (spin_lock.try_lock()) spin_lock.unlock();
  };
  const auto visit = [](SpinLock& spin_lock) {
    spin_lock.lock();
    spin_lock.unlock();
  };
  for (const auto come : {+try_once, +visit}) {  // beside a thread that tries
    explore_claim([&] {
      auto spin_lock = make_spin_lock();
      spin_lock->lock();
      std::thread one([&] { try_once(*spin_lock); });
      std::thread other([&] { come(*spin_lock); });
      spin_lock->unlock();
      one.join();
      other.join();
      ASSERT_TRUE(spin_lock->try_lock())
          << because("all have given the lock back, and it is taken");
      spin_lock->unlock();
    });
  }
}

}  // namespace
}  // namespace lockstep
