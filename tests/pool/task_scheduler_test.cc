// SPDX-License-Identifier: MIT
// The claims of the exercise `task_scheduler` on events, reports and places.
#include <fcntl.h>
#include <unistd.h>

#include <climits>
#include <stdexcept>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/pool/jobs.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

CLAIM(TaskScheduler, ARunIsTold, 4,
      "a run is a child; it is told that it has begun, what it reports, and its exit code") {
  run_trials(
      [] {
        const pid_t parent = ::getpid();
        const auto scheduler = make_task_scheduler(1);
        expect(*scheduler, {"no more"}, "a new scheduler has no jobs");
        const int id = scheduler->submit({.function = [&](const Report& report) {
          EXPECT_EQ(::getppid(), parent) << because("a run is no child of the scheduler's process");
          report(-5);
          report(INT_MAX);
          return 7;
        }});
        EXPECT_EQ(id, 1) << because("the id of the first job is not 1");
        const pid_t run = begin_of(*scheduler, 1);
        expect(*scheduler, {"1 reported -5", "1 reported 2147483647", "1 ended 7", "no more"},
               "a job reports -5 and 2147483647, and returns 7");
        EXPECT_FALSE(is_running(run) || !process::children_left().empty())
            << because("a run has ended, and its process is still there");
        EXPECT_THROW(scheduler->submit({.function = nullptr}), std::invalid_argument)
            << because("a job without a function was accepted");
        EXPECT_THROW(scheduler->submit({.function = nothing, .timeout = -1ms}),
                     std::invalid_argument)
            << because("a job with a negative time-out was accepted");
        const int other = scheduler->submit(
            {.function = [](const Report&) -> int { throw std::runtime_error("no paper"); }});
        EXPECT_EQ(other, 2) << because("the id of the second job is not 2");
        expect(*scheduler, {"2 begun", "2 ended 1", "no more"}, "an exception leaves a job");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(TaskScheduler, ReportsComeBeforeTheEnd, 5,
      "all that a run reported is returned, once and in order, before its end") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = [](const Report& report) {
          for (const int number : {1'000'000'001, 2, -3}) report(number);
          return 0;
        }});
        const pid_t run = begin_of(*scheduler, 1);
        await_end(run);
        expect(*scheduler,
               {"1 reported 1000000001", "1 reported 2", "1 reported -3", "1 ended 0", "no more"},
               "a run has reported three numbers and ended");
      },
      {.seeds = 2, .trouble = {}});
  // A run reports and ends between any two calls of the caller.
  const int stops = stop_at_each_call("1", [] {
    const pid_t parent = ::getpid();
    const auto scheduler = make_task_scheduler(1);
    scheduler->submit({.function = [&](const Report& report) {
      await_rest(parent);
      report(1);
      return 0;
    }});
    begin_of(*scheduler, 1);
    expect(*scheduler, {"1 reported 1", "1 ended 0"}, "a run reports once and ends");
  });
  EXPECT_GT(stops, 0) << because("the caller made no calls");
}

// The kernel gives less than its usual 64 KB to a user who has many pipes.
void make_pipes_small() {
  for (const auto& [fd, what] : process::descriptors_of(::getpid())) {
    if (what.starts_with("pipe:")) ::fcntl(fd, F_SETPIPE_SZ, 4096);
  }
}

CLAIM(TaskScheduler, ManyReportsFillNoPipe, 4,
      "a run that reports far more than a pipe takes comes to its end") {
  run_trials(
      [] {
        constexpr int kMany = 2'000;
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = [](const Report& report) {
          make_pipes_small();
          for (int i = 0; i < kMany; ++i) report(i);
          return 0;
        }});
        begin_of(*scheduler, 1);
        for (int i = 0; i < kMany; ++i) {
          const auto event = scheduler->next();
          const bool right = event == Event{1, What::kReported, i};
          EXPECT_TRUE(right) << because("a run reports 2,000 numbers, and number " +
                                        std::to_string(i) + " was not returned in its turn");
          if (!right) return;
        }
        expect(*scheduler, {"1 ended 0", "no more"}, "a run has reported 2,000 numbers");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TaskScheduler, PlacesAreTheLimit, 4,
      "as many jobs run side by side as there are places, until the end of one was returned") {
  run_trials(
      [] {
        EXPECT_THROW(make_task_scheduler(0), std::invalid_argument)
            << because("a scheduler without places was made");
        Gate first;
        Gate others;
        const auto scheduler = make_task_scheduler(2);
        const auto waits = [](Gate& gate) {
          return [&gate](const Report&) {
            gate.pass();
            return 0;
          };
        };
        scheduler->submit({.function = waits(first)});
        scheduler->submit({.function = waits(others)});
        scheduler->submit({.function = waits(others)});
        expect(*scheduler, {"1 begun", "2 begun"}, "three jobs are submitted for two places");
        first.open();
        expect(*scheduler, {"1 ended 0"}, "job 1 has ended, and 3 waits for a place");
        scheduler->submit({.function = waits(others), .priority = Priority::kHigh});
        expect(*scheduler, {"4 begun"}, "job 4 (high) is submitted after the end of 1 was told");
        others.open();
        EXPECT_EQ(begins_of(*scheduler), "3") << because("job 3 does not begin when one has ended");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
