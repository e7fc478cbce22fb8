// SPDX-License-Identifier: MIT
// The claims of the exercise `task_scheduler` on cancelling.
#include <unistd.h>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/pool/jobs.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

void expect_cancel(TaskScheduler& scheduler, int id, bool result, const std::string& reason) {
  EXPECT_EQ(scheduler.cancel(id), result)
      << because(reason + ", and cancel() returned " + (result ? "false" : "true"));
}

CLAIM(TaskScheduler, AJobThatWaitsIsCancelled, 5,
      "a job that is cancelled while it waits, for a place or for its time, is not run any more") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = nothing});
        scheduler->submit({.function = nothing, .interval = 1ms});
        scheduler->submit({.function = nothing, .interval = 500ms});
        expect(*scheduler, {"1 begun"}, "three jobs are submitted");
        expect_cancel(*scheduler, 2, true, "job 2 waits for a place");
        expect_cancel(*scheduler, 2, false, "job 2 was cancelled before");
        expect_cancel(*scheduler, 4, false, "there is no job 4");
        expect(*scheduler, {"1 ended 0", "3 begun", "3 ended 0"}, "job 2 of three was cancelled");
        expect_cancel(*scheduler, 1, false, "job 1 has ended");
        expect_cancel(*scheduler, 3, true, "job 3 waits for its time");
        expect(*scheduler, {"no more"}, "all jobs have ended or were cancelled");
        scheduler->submit({.function = nothing});
        expect(*scheduler, {"4 begun", "4 ended 0", "no more"}, "job 4 is submitted afterwards");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TaskScheduler, ARunningJobIsCancelled, 5,
      "when a job is cancelled its run is killed, its place is free, and nothing of it is told") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function =
                               [](const Report& report) {
                                 report(1);
                                 return for_ever(report);
                               },
                           .interval = 1ms});
        scheduler->submit({.function = nothing});
        const pid_t run = begin_of(*scheduler, 1);
        await_asleep(run);
        expect_cancel(*scheduler, 1, true, "job 1 runs");
        EXPECT_FALSE(is_running(run) || !process::children_left().empty())
            << because("cancel() has returned, and the process of the run is still there");
        expect(*scheduler, {"2 begun"}, "job 1 was cancelled, and 2 waits for its place");
        expect_cancel(*scheduler, 1, false, "job 1 was cancelled before");
        expect(*scheduler, {"2 ended 0", "no more"}, "job 2 is the only one that is left");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(TaskScheduler, AnEndThatWasNotToldIsCancelled, 4,
      "a run that has ended but whose end was not told is cancelled, and no event of it comes") {
  run_trials(
      [] {
        Gate both_have_begun;
        const auto scheduler = make_task_scheduler(2);
        for (int i = 0; i < 2; ++i)
          scheduler->submit({.function = [&](const Report& report) {
            both_have_begun.pass();
            report(1);
            report(2);
            return 0;
          }});
        const pid_t one = begin_of(*scheduler, 1);
        const pid_t other = begin_of(*scheduler, 2);
        both_have_begun.open();
        await_end(one);
        await_end(other);
        const auto event = scheduler->next();
        const int told = event ? event->job : 0;
        expect_cancel(*scheduler, told, true, "a run has ended, and that was not told");
        const std::string left = std::to_string(3 - told);
        expect(*scheduler,
               {left + " reported 1", left + " reported 2", left + " ended 0", "no more"},
               "one of two jobs was cancelled when its run had ended");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(TaskScheduler, TheDestructorCancelsAll, 4,
      "when a scheduler is destroyed its runs are killed, and what waits is not run") {
  run_trials(
      [] {
        auto scheduler = make_task_scheduler(2);
        for (int i = 0; i < 3; ++i) scheduler->submit({.function = for_ever});
        const pid_t one = begin_of(*scheduler, 1);
        const pid_t other = begin_of(*scheduler, 2);
        await_asleep({one, other});
        scheduler.reset();
        EXPECT_FALSE(is_running(one) || is_running(other))
            << because("a scheduler is destroyed, and a run is not");
        EXPECT_TRUE(process::children_left().empty())
            << because("a scheduler is destroyed, and has not waited for its runs");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
