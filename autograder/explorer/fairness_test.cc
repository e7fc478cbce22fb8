// SPDX-License-Identifier: MIT
// Spinning threads are not starved into false alarms; waiting threads that are passed over are
// counted.
#include <atomic>
#include <mutex>
#include <thread>

#include "autograder/explorer/test_help.h"
#include "autograder/explorer/waiting.h"

namespace lockstep::explorer {

std::atomic<bool> never = false;  // visible outside, so that the compiler cannot know

namespace {

const char* const kStrategies[] = {"random", "pct2", "pct3", "pos", "bounded"};

TEST(Fairness, SpinningIsNoFault) {
  for (const char* strategy : kStrategies) {
    Result loads = explored_with(
        strategy,
        [] {
          std::atomic<int> turn = 0;
          auto take_turns = [&](int mine) {
            for (int i = 0; i < 2; ++i) {
              while (turn != mine) {
              }
              turn = 1 - mine;
            }
          };
          std::thread other(take_turns, 1);
          take_turns(0);
          other.join();
        },
        500);
    expect_outcome(Outcome::kPassed, loads);
    Result exchanges = explored_with(
        strategy,
        [] {
          std::atomic<bool> locked = false;
          auto work = [&] {
            while (locked.exchange(true)) {
            }
            locked = false;
          };
          std::thread a(work);
          std::thread b(work);
          a.join();
          b.join();
        },
        500);
    expect_outcome(Outcome::kPassed, exchanges);
  }
}

// The two that want what a third one has must not keep it from its turn by trying for ever.
TEST(Fairness, ThoseWhoBackOffLetAThirdOneRun) {
  for (const char* strategy : kStrategies) {
    Result result = explored_with(
        strategy,
        [] {
          std::mutex a;
          std::mutex b;
          std::mutex c;
          auto both = [](std::mutex& first, std::mutex& second) {
            first.lock();
            while (!second.try_lock()) {
              first.unlock();
              std::this_thread::yield();
              first.lock();
            }
            second.unlock();
            first.unlock();
          };
          std::thread one([&] { both(c, b); });
          std::thread two([&] { both(a, b); });
          std::thread three([&] { both(c, a); });
          one.join();
          two.join();
          three.join();
        },
        500);
    expect_outcome(Outcome::kPassed, result);
  }
}

TEST(Fairness, TryLockAndBackingOffAreNoFault) {
  for (const char* strategy : kStrategies) {
    Result result = explored_with(
        strategy,
        [] {
          std::mutex a;
          std::mutex b;
          auto both = [](std::mutex& first, std::mutex& second) {
            for (;;) {
              std::lock_guard lock(first);
              if (second.try_lock()) {
                second.unlock();
                return;
              }
            }
          };
          std::thread other([&] { both(b, a); });
          both(a, b);
          other.join();
        },
        500);
    expect_outcome(Outcome::kPassed, result);
  }
}

TEST(Fairness, SpinningForEverIsNoProgress) {
  Result result = explored([] {
    while (!never) {
    }
  });
  expect_outcome(Outcome::kNoProgress, result);
  expect_says(result, "the main thread was running");
}

TEST(Starvation, IsCountedWhileAThreadWaits) {
  auto body = [] {
    std::mutex mutex;
    auto work = [&] {
      for (int i = 0; i < 4; ++i) {
        Waiting waiting("lock");
        std::lock_guard lock(mutex);
        waiting.completed();
      }
    };
    std::thread a(work);
    std::thread b(work);
    a.join();
    b.join();
  };
  Options options;
  options.max_bypass = 2;
  Result result = explore_result(body, options);
  expect_outcome(Outcome::kStarvation, result);
  expect_says(result, "waits for \"lock\" while others completed it 3 times");
  options.max_bypass = 4;
  options.schedules = 2000;
  expect_outcome(Outcome::kPassed, explore_result(body, options));
}

TEST(Invariant, IsCheckedAfterEveryStep) {
  static std::atomic<int> level;
  Options options;
  options.invariant = [] { return level.load() < 2; };
  auto body = [] {
    level = 0;
    auto work = [] {
      ++level;
      --level;
    };
    std::thread a(work);
    std::thread b(work);
    a.join();
    b.join();
  };
  expect_outcome(Outcome::kWrongResult, explore_result(body, options));
}

}  // namespace
}  // namespace lockstep::explorer
