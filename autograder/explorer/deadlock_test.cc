// SPDX-License-Identifier: MIT
// Deadlocks are found, at once, and told as a cycle of holders and waiters.
#include <atomic>
#include <mutex>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

TEST(Deadlock, LockingTwiceIsADeadlock) {
  Result result = explored([] {
    std::mutex mutex;
    mutex.lock();
    mutex.lock();
  });
  expect_outcome(Outcome::kDeadlock, result);
  expect_says(result, "the main thread waits for mutex A, which it holds itself");
}

TEST(Deadlock, IsToldAsACycle) {
  Result result = explored([] {
    std::mutex a;
    std::mutex b;
    std::thread other([&] {
      std::lock_guard first(b);
      std::lock_guard second(a);
    });
    {
      std::lock_guard first(a);
      std::lock_guard second(b);
    }
    other.join();
  });
  expect_outcome(Outcome::kDeadlock, result);
  expect_says(result, ", which waits for mutex ");
  expect_says(result, ", held by thread 1");
}

TEST(Deadlock, IsSeenWhileOthersRun) {
  Result result = explored([] {
    std::atomic<bool> stop = false;
    std::thread spinner([&] {
      while (!stop) std::this_thread::yield();
    });
    std::mutex mutex;
    mutex.lock();
    mutex.lock();
    stop = true;
    spinner.join();
  });
  expect_outcome(Outcome::kDeadlock, result);
}

TEST(Deadlock, LockedBeforeTheRunIsSaid) {
  std::mutex mutex;
  std::lock_guard held(mutex);
  Result result = explored([&] { std::lock_guard lock(mutex); });
  expect_outcome(Outcome::kDeadlock, result);
  expect_says(result, "held since before the run");
}

}  // namespace
}  // namespace lockstep::explorer
