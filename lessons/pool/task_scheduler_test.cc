// SPDX-License-Identifier: MIT
// How a task scheduler is used. Each case runs in a process of its own, several times: undisturbed,
// and with calls that are interrupted, short reads and writes, and children that stop for a while.
#include "lessons/pool/task_scheduler.h"

#include <unistd.h>

#include <chrono>
#include <optional>
#include <vector>

#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

constexpr TrialOptions kFew = {.seeds = 3, .trouble = {}};

int nothing(const Report&) { return 0; }
int for_ever(const Report&) {
  for (;;) ::pause();
}

// Which jobs begin, in order, until none is left.
std::vector<int> begins_of(TaskScheduler& scheduler) {
  std::vector<int> begins;
  while (const auto event = scheduler.next())
    if (event->what == What::kBegun) begins.push_back(event->job);
  return begins;
}

TEST(TaskScheduler, ARunIsToldByEvents) {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        const int id = scheduler->submit({.function = [](const Report& report) {
          report(50);
          report(100);
          return 7;
        }});
        const auto begun = scheduler->next();
        EXPECT_TRUE(begun && begun->what == What::kBegun);
        EXPECT_EQ(scheduler->next(), (Event{id, What::kReported, 50}));
        EXPECT_EQ(scheduler->next(), (Event{id, What::kReported, 100}));
        EXPECT_EQ(scheduler->next(), (Event{id, What::kEnded, 7}));
        EXPECT_EQ(scheduler->next(), std::nullopt);
      },
      kFew);
}

TEST(TaskScheduler, HighBeforeMiddleBeforeLow) {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = nothing, .priority = Priority::kLow});
        scheduler->submit({.function = nothing, .priority = Priority::kMiddle});
        scheduler->submit({.function = nothing, .priority = Priority::kHigh});
        EXPECT_EQ(begins_of(*scheduler), (std::vector<int>{3, 2, 1}));
      },
      kFew);
}

TEST(TaskScheduler, WhatTakesTooLongIsKilled) {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        const int id = scheduler->submit({.function = for_ever, .timeout = 10ms});
        EXPECT_EQ(scheduler->next()->what, What::kBegun);
        EXPECT_EQ(scheduler->next(), (Event{id, What::kOverran, 0}));
      },
      kFew);
}

TEST(TaskScheduler, AJobIsRunAgainUntilItIsCancelled) {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        const int id = scheduler->submit({.function = nothing, .interval = 10ms});
        for (int i = 0; i < 2; ++i) {
          EXPECT_EQ(scheduler->next()->what, What::kBegun);
          EXPECT_EQ(scheduler->next(), (Event{id, What::kEnded, 0}));
        }
        EXPECT_TRUE(scheduler->cancel(id));
        EXPECT_EQ(scheduler->next(), std::nullopt);
      },
      kFew);
}

TEST(TaskScheduler, ARunningJobIsCancelled) {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        const int id = scheduler->submit({.function = for_ever});
        EXPECT_EQ(scheduler->next()->what, What::kBegun);
        EXPECT_TRUE(scheduler->cancel(id));
        EXPECT_FALSE(scheduler->cancel(id));
        EXPECT_EQ(scheduler->next(), std::nullopt);
      },
      kFew);
}

}  // namespace
}  // namespace lockstep
