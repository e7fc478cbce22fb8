// SPDX-License-Identifier: MIT
// The claims of the exercise `task_scheduler` on who is next.
#include <thread>

#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "tests/pool/jobs.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

CLAIM(TaskScheduler, HigherPriorityFirst, 4,
      "of the jobs that wait the one of the highest priority is next, among equals the oldest") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        for (const Priority priority :
             {Priority::kLow, Priority::kMiddle, Priority::kHigh, Priority::kHigh})
          scheduler->submit({.function = nothing, .priority = priority});
        const std::string begins = begins_of(*scheduler);
        EXPECT_EQ(begins, "3 4 2 1") << because(
            "jobs 1 (low), 2 (middle), 3 and 4 (high) wait, and they begin in the order " + begins);
        // Three begin that came before 8: they overtake nobody.
        for (const Priority priority :
             {Priority::kHigh, Priority::kHigh, Priority::kHigh, Priority::kLow, Priority::kHigh})
          scheduler->submit({.function = nothing, .priority = priority});
        const std::string later = begins_of(*scheduler);
        EXPECT_EQ(later, "5 6 7 9 8") << because(
            "jobs 5 to 7 (high), 8 (low) and 9 (high) wait, and they begin in the order " + later);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TaskScheduler, NobodyIsOvertakenForEver, 5,
      "who has waited longest and was overtaken three times is next") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = nothing, .priority = Priority::kLow});
        scheduler->submit({.function = nothing, .priority = Priority::kMiddle});
        for (int i = 3; i <= 7; ++i)
          scheduler->submit({.function = nothing, .priority = Priority::kHigh});
        const std::string begins = begins_of(*scheduler);
        EXPECT_EQ(begins, "3 4 5 1 2 6 7") << because(
            "jobs 1 (low), 2 (middle) and 3 to 7 (high) wait, and begin in the order " + begins);
        // A job of high priority comes whenever one has ended.
        scheduler->submit({.function = nothing, .priority = Priority::kLow});
        for (int id = 9; id <= 12; ++id) {
          scheduler->submit({.function = nothing, .priority = Priority::kHigh});
          const std::string next = id <= 11 ? std::to_string(id) : "8";
          expect(*scheduler, {next + " begun", next + " ended 0"},
                 "job 8 (low) waits, and 9, 10 ... (high) are submitted one by one");
        }
        expect(*scheduler, {"12 begun", "12 ended 0", "no more"}, "one job is left");
      },
      {.seeds = 0, .trouble = {}});
}

// Longer than all intervals here.
void let_intervals_pass() { std::this_thread::sleep_for(5ms); }

CLAIM(TaskScheduler, EachRunWaitsAnew, 4,
      "a later run of a job waits from when its interval is over, and nobody has overtaken it") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = nothing, .interval = 1ms});
        expect(*scheduler, {"1 begun", "1 ended 0"}, "a job with an interval is submitted");
        let_intervals_pass();
        scheduler->submit({.function = nothing});
        expect(*scheduler, {"1 begun", "1 ended 0", "2 begun", "2 ended 0"},
               "job 2 was submitted when the interval of job 1 was over");
        scheduler->cancel(1);
        scheduler->submit({.function = nothing, .priority = Priority::kLow, .interval = 1ms});
        const auto submit_high = [&] {
          scheduler->submit({.function = nothing, .priority = Priority::kHigh});
        };
        for (int i = 4; i <= 6; ++i) submit_high();
        EXPECT_EQ(begins_until(*scheduler, "3 ended 0"), "4 5 6 3")
            << because("job 3 (low) was not the last of four that waited");
        let_intervals_pass();
        submit_high();
        expect(*scheduler, {"7 begun"},
               "job 3 (low) waits again, its last run was overtaken three times, this one never");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
