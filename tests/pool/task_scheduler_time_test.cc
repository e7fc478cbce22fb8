// SPDX-License-Identifier: MIT
// The claims of the exercise `task_scheduler` on time-outs and intervals. No time is checked but
// that something did not come too early.
#include <signal.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/pool/jobs.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Gate* signal_came = nullptr;

CLAIM(TaskScheduler, OverrunIsKilled, 5,
      "a run that lasts longer than its time-out is killed, not earlier, whatever it does") {
  run_trials(
      [] {
        Gate came;
        signal_came = &came;
        struct sigaction before;
        struct sigaction handled = {};
        handled.sa_handler = [](int) { signal_came->open(); };
        ::sigaction(SIGUSR1, &handled, &before);
        Gate both_have_begun;
        Gate may_end;
        const pid_t parent = ::getpid();
        const auto scheduler = make_task_scheduler(2);
        scheduler->submit({.function = [&](const Report&) {
          both_have_begun.pass();
          await_state(parent, 'S');
          ::kill(parent, SIGUSR1);
          came.pass();
          return 0;
        }});
        scheduler->submit({.function =
                               [&](const Report&) {
                                 may_end.pass();
                                 return 0;
                               },
                           .timeout = 24h});
        expect(*scheduler, {"1 begun", "2 begun"}, "two jobs are submitted for two places");
        both_have_begun.open();
        expect(*scheduler, {"1 ended 0"}, "job 1 sends the parent a signal and ends");
        may_end.open();
        expect(*scheduler, {"2 ended 0"}, "job 2 has a time-out of a day, and the parent a signal");
        scheduler->submit({.function = for_ever, .timeout = 30ms});
        const auto begin = Clock::now();
        const pid_t run = begin_of(*scheduler, 3);
        expect(*scheduler, {"3 overran 0", "no more"}, "job 3 (time-out 30 ms) does not end");
        EXPECT_GE(Clock::now() - begin, 30ms) << because("a run was killed before its time-out");
        EXPECT_FALSE(is_running(run) || !process::children_left().empty())
            << because("a run has overrun, and its process is still there");
        ::sigaction(SIGUSR1, &before, nullptr);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(TaskScheduler, EachRunHasItsWholeTime, 5,
      "a time-out is counted from the beginning of the run, not from submit() or the last run") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = for_ever, .interval = 1ms, .timeout = 40ms});
        scheduler->submit({.function = for_ever, .timeout = 40ms});
        for (const std::string job : {"1", "2", "1"}) {
          const auto begin = Clock::now();
          expect(*scheduler, {job + " begun", job + " overran 0"},
                 "jobs 1 (again and again) and 2 have time-outs and do not end");
          EXPECT_GE(Clock::now() - begin, 40ms)
              << because("a run was killed before its time-out had passed since its beginning");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TaskScheduler, ReportsDoNotDelayTheKill, 5,
      "a run that is over its time is killed by the next call, whatever there is to tell") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function =
                               [](const Report& report) {
                                 for (int i = 0; i < 3; ++i) report(i);
                                 return for_ever(report);
                               },
                           .timeout = 20ms});
        const pid_t run = begin_of(*scheduler, 1);
        const auto over = Clock::now() + 20ms;
        await_asleep(run);
        std::this_thread::sleep_until(over);
        expect(*scheduler, {"1 reported 0"}, "a run has reported three numbers");
        await_end(run);
        expect(*scheduler, {"1 reported 1", "1 reported 2", "1 overran 0", "no more"},
               "a run has reported three numbers, and was killed when its time was over");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(TaskScheduler, ALateLookIsNoOverrun, 5,
      "a run that has ended by itself has not overrun, however late the caller looks") {
  run_trials(
      [] {
        const auto scheduler = make_task_scheduler(1);
        const auto begin_late_look = [&](int job) {
          const pid_t run = begin_of(*scheduler, job);
          const auto over = Clock::now() + 50ms;
          await_end(run);
          std::this_thread::sleep_until(over);
        };
        scheduler->submit({.function = [](const Report&) { return 4; }, .timeout = 50ms});
        begin_late_look(1);
        expect(*scheduler, {"1 ended 4", "no more"},
               "a run has ended by itself, and next() is called after its time-out");
        scheduler->submit(
            {.function = [](const Report&) { return ::raise(SIGKILL); }, .timeout = 50ms});
        begin_late_look(2);
        expect(*scheduler, {"2 died 9", "no more"},
               "a run was killed by somebody else, and next() is called after its time-out");
      },
      {.seeds = 0, .trouble = {}});
}

long now_in_microseconds() {
  const auto now = Clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

CLAIM(TaskScheduler, AJobIsRunAgain, 5,
      "a job with an interval is run again, an interval after the end of its last run at least") {
  run_trials(
      [] {
        Notes ends;
        Notes begins;
        Notes runs;
        for (const int run : {1, 2, 3, 4}) runs.post(run);
        const auto function = [&](const Report&) {
          begins.post(now_in_microseconds());
          const long run = runs.take();
          // From beginning to beginning the interval has passed.
          std::this_thread::sleep_for(60ms);
          ends.post(now_in_microseconds());
          if (run == 1) ::raise(SIGTERM);
          if (run == 2) throw std::runtime_error("two");
          return 0;
        };
        const auto scheduler = make_task_scheduler(1);
        scheduler->submit({.function = function, .interval = 60ms});
        std::size_t descriptors = 0;
        for (const std::string end : {"died 15", "ended 1", "ended 0"}) {
          expect(*scheduler, {"1 begun", "1 " + end}, "a job with an interval is run three times");
          const std::size_t now = process::descriptors_of(::getpid()).size();
          EXPECT_TRUE(descriptors == 0 || descriptors == now)
              << because("descriptors are left of each run");
          descriptors = now;
        }
        EXPECT_TRUE(scheduler->cancel(1)) << because("a job with an interval was not cancelled");
        begins.take();
        while (begins.any()) {
          EXPECT_GE(begins.take() - ends.take(), 60'000)
              << because("a run began sooner than an interval after the end of the last one");
        }
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
