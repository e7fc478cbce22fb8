// SPDX-License-Identifier: MIT
// Beside a thread that works for long, those that look again and again do so in every schedule, and
// those that sleep make its work short.
#include "autograder/explorer/working.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

using std::chrono::steady_clock;

constexpr uint64_t kSteps = 1'000;

// Calls `wait` with an atomic that another thread sets after some work.
template <class Wait>
void wait_beside_work(Wait wait) {
  std::atomic<bool> set = false;
  std::thread worker([&] {
    work_beside(kSteps);
    set = true;
    set.notify_all();
  });
  wait(set);
  worker.join();
}

// Whatever the schedule is. Few: each of these runs gives its threads up.
void expect_all_without_progress(const std::function<void()>& body) {
  for (const char* strategy : {"random", "pct2", "pct3", "pos", "bounded"}) {
    for (uint64_t seed = 0; seed < 16; ++seed) {
      Options options;
      options.strategy = strategy;
      options.schedules = 1;
      options.first_seed = seed;
      options.max_steps = kSteps;
      expect_outcome(Outcome::kNoProgress, explore_result(body, options));
    }
  }
}

TEST(Working, WhoLooksAgainAndAgainMakesThatManySteps) {
  expect_all_without_progress([] {
    wait_beside_work([](std::atomic<bool>& set) {
      while (!set) continue;
    });
  });
  expect_all_without_progress([] {
    wait_beside_work([](std::atomic<bool>& set) {
      while (!set) std::this_thread::yield();
    });
  });
  expect_all_without_progress([] {
    wait_beside_work([](std::atomic<bool>& set) {
      const auto end = steady_clock::now() + std::chrono::seconds(1);
      while (!set && steady_clock::now() < end) continue;
    });
  });
}

TEST(Working, IsShortWhereAllSleep) {
  Options options;
  options.max_steps = kSteps / 2;
  options.spurious_wakeups = 4;
  options.schedules = 1'000;
  Result result = explore_result(
      [] { wait_beside_work([](std::atomic<bool>& set) { set.wait(false); }); }, options);
  expect_outcome(Outcome::kPassed, result);
  EXPECT_LT(result.steps, 1'000 * kSteps / 5);
}

TEST(Working, LetsNoTimePass) {
  Options options;
  options.schedules = 400;
  options.early_timeouts = false;
  expect_outcome(Outcome::kPassed, explore_result(
                                       [] {
                                         std::thread sleeper([] {
                                           std::this_thread::sleep_for(std::chrono::seconds(1));
                                         });
                                         const auto begin = steady_clock::now();
                                         work_beside(kSteps);
                                         EXPECT_EQ(steady_clock::now(), begin);
                                         sleeper.join();
                                       },
                                       options));
}

TEST(Working, SeveralEndTogether) {
  expect_passes([] {
    std::thread other([] { work_beside(kSteps); });
    work_beside(kSteps);
    other.join();
    work_beside(kSteps);
  });
}

}  // namespace
}  // namespace lockstep::explorer
