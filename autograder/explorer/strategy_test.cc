// SPDX-License-Identifier: MIT
// Strategies: runs are functions of the seed, the bounded search is exhaustive, spinning threads
// are not starved into false alarms.
#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/mutants.h"
#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {

namespace {

const char* const kStrategies[] = {"random", "pct2", "pct3", "pos", "bounded"};

void two_threads() {
  std::atomic<int> count = 0;
  auto work = [&] {
    ++count;
    ++count;
  };
  std::thread a(work);
  std::thread b(work);
  a.join();
  b.join();
}

TEST(Strategies, TheSameSeedGivesTheSameSteps) {
  for (const char* strategy : kStrategies) {
    for (const Mutant& program : corrected) {
      Result first = explored_with(strategy, program.body, 20);
      Result again = explored_with(strategy, program.body, 20);
      EXPECT_EQ(first.hash, again.hash) << strategy << " " << program.name;
    }
  }
}

TEST(Strategies, OneRunGivesTheSameStepsTwoHundredTimes) {
  for (const Mutant& program : corrected) {
    std::set<uint64_t> hashes;
    for (int i = 0; i < 200; ++i) {
      hashes.insert(explored_with("random", program.body, 1, 4711).hash);
    }
    EXPECT_EQ(hashes.size(), 1u) << program.name;
  }
}

// What a random walk meets in many runs is what the exhaustive search counts.
TEST(Bounded, CountsEverySchedule) {
  Options options;
  options.strategy = "bounded";
  options.max_preemptions = 100;
  options.schedules = 100'000;
  Result all = explore_result(two_threads, options);
  expect_outcome(Outcome::kPassed, all);
  EXPECT_TRUE(all.exhaustive);
  std::set<uint64_t> met;
  for (uint64_t seed = 0; seed < 20'000; ++seed) {
    met.insert(explored_with("random", two_threads, 1, seed).hash);
  }
  expect_says(all, "all " + std::to_string(met.size()) + " schedules");
}

TEST(Bounded, SaysItsBound) {
  Options options;
  options.strategy = "bounded";
  options.max_preemptions = 1;
  Result result = explore_result(two_threads, options);
  EXPECT_TRUE(result.exhaustive);
  expect_says(result, " schedules with at most 1 preemption");
}

TEST(Bounded, SaysItsPartOfThePortfolio) {
  Result result = explore_result(two_threads, {.schedules = 5000, .max_preemptions = 1});
  EXPECT_TRUE(result.exhaustive);
  expect_says(result, "5000 schedules, among them all ");
  expect_says(result, " with at most 1 preemption");
}

TEST(Bounded, SaysNothingWhenTheBudgetEnds) {
  Options options;
  options.strategy = "bounded";
  options.schedules = 10;
  Result result = explore_result(corrected[0].body, options);
  EXPECT_FALSE(result.exhaustive);
  EXPECT_EQ(result.schedules, 10u);
}

TEST(Strategies, WhatIsUnknownIsRefused) {
  EXPECT_THROW(explored_with("best", two_threads, 1), std::invalid_argument);
}

TEST(Strategies, ABodyWithoutChoiceIsRunOnce) {
  Result result = explored([] {}, 1000);
  EXPECT_EQ(result.schedules, 1u);
  EXPECT_TRUE(result.exhaustive);
}

}  // namespace
}  // namespace lockstep::explorer
