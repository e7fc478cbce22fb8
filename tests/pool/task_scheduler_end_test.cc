// SPDX-License-Identifier: MIT
// The claims of the exercise `task_scheduler` on how runs end, on waiting and on what is refused.
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pool/jobs.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

CLAIM(TaskScheduler, ADeathIsTold, 4,
      "a run that a stranger kills, at any moment, has died of this signal; the others go on") {
  run_trials(
      [] {
        Gate gate;
        const auto scheduler = make_task_scheduler(2);
        scheduler->submit({.function = [&](const Report&) {
          gate.pass();
          return 1;
        }});
        begin_of(*scheduler, 1);
        int id = 1;
        for (const int signal : {SIGKILL, SIGTERM}) {
          scheduler->submit({.function = [](const Report&) { return ::pause(); }, .timeout = 24h});
          const pid_t run = begin_of(*scheduler, ++id);
          ::kill(run, signal);
          expect(*scheduler, {std::to_string(id) + " died " + std::to_string(signal)},
                 "somebody has sent a signal to a run");
        }
        gate.open();
        expect(*scheduler, {"1 ended 1", "no more"}, "another run has died");
      },
      {.seeds = 0, .trouble = {}});
  const int deaths = kill_at_each_call("1.1", [] {
    const auto scheduler = make_task_scheduler(1);
    scheduler->submit({.function = [](const Report& report) {
      report(0);
      report(1);
      return 2;
    }});
    begin_of(*scheduler, 1);
    int reports = 0;
    std::optional<Event> event;
    while ((event = scheduler->next()) && *event == Event{1, What::kReported, reports}) ++reports;
    const bool all = event == Event{1, What::kEnded, 2} && reports == 2;
    const Event died = {1, What::kDied, SIGKILL};
    EXPECT_TRUE(all || event == died)
        << because("a run was killed while it reported 0 and 1, and after " +
                   std::to_string(reports) + " reports came \"" + word_for(event) + "\"");
    expect(*scheduler, {"no more"}, "a run was killed");
  });
  EXPECT_GT(deaths, 1) << because("the first child that a scheduler makes is no run");
}

CLAIM(TaskScheduler, ARunEndsWithItsProcess, 5,
      "a run has ended when its process has, though processes that it started live on") {
  run_trials(
      [] {
        Gate gate;
        Notes started;
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = [&](const Report& report) {
          started.post(child_of([&] { gate.pass(); }));
          report(1);
          return 2;
        }});
        expect(*scheduler, {"1 begun", "1 reported 1", "1 ended 2", "no more"},
               "a run has started a process that lives longer");
        gate.open();
        await_end(static_cast<pid_t>(started.take()));
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TaskScheduler, NoRunHoldsUpAnother, 4,
      "while one run reports much the events of another are returned within 2,000 calls") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(2);
        scheduler->submit({.function = [](const Report& report) {
          for (int i = 0; i < 4'000; ++i) report(i);
          return for_ever(report);
        }});
        scheduler->submit({.function = nothing});
        await_asleep(begin_of(*scheduler, 1));
        // The first event of job 2, and then its end.
        for (const std::string expected : {"2 begun", "2 ended 0"}) {
          int calls = 1;
          std::optional<Event> event;
          while ((event = scheduler->next()) && event->job != 2) ++calls;
          EXPECT_EQ(word_for(event), expected) << because("job 2 is not told as it is");
          EXPECT_LE(calls, 2'000) << because("\"" + expected + "\" was told after " +
                                             std::to_string(calls) + " calls");
          if (event && event->what == What::kBegun) await_end(event->number);
        }
        scheduler->cancel(1);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TaskScheduler, ARefusalIsTold, 5,
      "a run that the system refuses is told; its job is run again at its time, nothing is left") {
  Notes told;
  for (const char* call : {"fork", "pipe"}) {
    const int refusals = fail_each(call, [&] {
      const auto scheduler = make_task_scheduler(1);
      scheduler->submit({.function = [](const Report&) { return 5; }, .interval = 1ms});
      for (int i = 0; i < 2; ++i) {
        const std::string first = next_of(*scheduler);
        if (first == "1 begun") {
          expect(*scheduler, {"1 ended 5"}, "a run was refused, and another one was made");
        } else {
          told.post(0);
          EXPECT_TRUE(first == "1 refused " + std::to_string(EAGAIN) ||
                      first == "1 refused " + std::to_string(EMFILE))
              << because("a run was refused, and the next event is \"" + first + "\"");
        }
      }
      EXPECT_TRUE(scheduler->cancel(1)) << because("the job was not run again");
      expect(*scheduler, {"no more"}, "the only job was cancelled");
    });
    EXPECT_TRUE(refusals == 0 || told.any()) << because("runs were refused, and that was not told");
    while (told.any()) told.take();
    if (std::string("fork") == call)
      EXPECT_GT(refusals, 0) << because("no process was made by fork()");
  }
}

void close_what_a_run_has() {
  for (const auto& [fd, what] : process::descriptors_of(::getpid())) ::close(fd);
}

CLAIM(TaskScheduler, WhoWaitsSleeps, 4, "a caller of next() sleeps while there is nothing to do") {
  run_trials(
      [] {
        Gate gate;
        const pid_t parent = child_of([&] {
          const auto scheduler = make_task_scheduler(1);
          const auto waits = [&](const Report&) {
            gate.pass();
            return 0;
          };
          scheduler->submit({.function = waits});
          scheduler->submit({.function = waits});
          EXPECT_EQ(begins_of(*scheduler), "1 2") << because("two jobs did not run");
          return 0;
        });
        EXPECT_TRUE(await_asleep(parent)) << because("next() did not wait for a run");
        gate.open();
        EXPECT_EQ(end_of_child(parent), 0) << because("the parent came to no good end");
        Notes runs;
        const pid_t other_parent = child_of([&] {
          const auto scheduler = make_task_scheduler(1);
          scheduler->submit({.function = [](const Report& report) {
            close_what_a_run_has();
            return for_ever(report);
          }});
          runs.post(begin_of(*scheduler, 1));
          expect(*scheduler, {"1 died 9", "no more"}, "a run closes its descriptors and is killed");
          return 0;
        });
        const auto run = static_cast<pid_t>(runs.take());
        EXPECT_TRUE(await_asleep({run, other_parent}))
            << because("a run has closed its descriptors, and next() did not wait for its end");
        ::kill(run, SIGKILL);
        EXPECT_EQ(end_of_child(other_parent), 0) << because("the parent came to no good end");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
