// SPDX-License-Identifier: MIT
// The claims of the exercise `process` on waiting.
#include <signal.h>

#include <chrono>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/processes/process.h"
#include "tests/base/child.h"

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

CLAIM(Process, JoinSleepsUntilTheEnd, 4,
      "join() sleeps until the process has ended; a stop is no end") {
  run_trials(
      [] {
        Notes notes;
        const pid_t caller = child_of([&] {
          const pid_t self = ::getpid();
          Process process([self] { return ::getpid() == self ? 0 : ::raise(SIGSTOP) + 6; });
          process.start();
          await_state(process.pid(), 'T');
          EXPECT_TRUE(process.is_alive() && !process.exit_code())
              << because("a process that is stopped counts as ended");
          notes.post(process.pid());
          process.join();
          EXPECT_EQ(process.exit_code(), 6) << because("join() did not wait for a stopped process");
          return 0;
        });
        const auto stopped = static_cast<pid_t>(notes.take());
        EXPECT_TRUE(await_asleep(caller)) << because("join() did not wait for a stopped process");
        ::kill(stopped, SIGCONT);
        EXPECT_EQ(end_of_child(caller), 0) << because("the caller of join() could not go on");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Process, OtherChildrenAreLeftAlone, 4, "each call looks at its own process and at no other") {
  run_trials(
      [] {
        const pid_t other = child_of([] { return 7; });
        await_end(other);
        Gate gate;
        const auto pass = [&] {
          gate.pass();
          return 8;
        };
        Process first(pass), second(pass);
        first.start();
        second.start();
        EXPECT_TRUE(first.is_alive() && !first.exit_code())
            << because("the end of another child was taken for its own");
        gate.open();
        second.join();
        first.join();
        EXPECT_TRUE(first.exit_code() == 8 && second.exit_code() == 8)
            << because("the end of another child was taken for its own");
        EXPECT_EQ(end_of_child(other), 7) << because("it took the status of another child");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Process, InterruptedWaitsGoOn, 4, "a signal does not end a join") {
  run_trials(
      [] {
        Process process([] { return 3; });
        process.start();
        process.join();
        EXPECT_EQ(process.exit_code(), 3) << because("a join that was interrupted ended too early");
        Notes notes;
        Gate gate;
        const pid_t owner = ::getpid();
        const pid_t opener = child_of([&] {
          await_asleep(owner);
          gate.open();
          return 0;
        });
        {
          Process destroyed([&] {
            gate.pass();
            notes.post(1);
            return 0;
          });
          destroyed.start();
        }
        EXPECT_TRUE(notes.any()) << because("the destructor did not wait for the process");
        end_of_child(opener);
      },
      {.seeds = 6, .trouble = {.late_signals = false, .stopped = false}});
}

CLAIM(Process, JoinForKeepsItsTime, 5,
      "join_for() waits for its time-out, and not longer than the process") {
  run_trials(
      [] {
        Gate gate;
        Process process([&] {
          gate.pass();
          return 0;
        });
        process.start();
        for (const auto timeout : {nanoseconds(-1), nanoseconds(0), nanoseconds(999'999),
                                   nanoseconds(999'999), nanoseconds(20'000'000)}) {
          const auto begin = steady_clock::now();
          EXPECT_FALSE(process.join_for(timeout)) << because("a process that runs counts as ended");
          EXPECT_GE(steady_clock::now() - begin, timeout)
              << because("join_for() gave up before its time-out");
        }
        EXPECT_TRUE(process.is_alive()) << because("a time-out ended the process");
        gate.open();
        EXPECT_TRUE(process.join_for(std::chrono::hours(1)))
            << because("join_for() gave up before its time-out");
        EXPECT_TRUE(process.join_for(nanoseconds(0)) && process.exit_code() == 0)
            << because("join_for() does not say that the process has ended");
      },
      {.seeds = 4, .trouble = {.late_signals = false, .stopped = false}});
}

CLAIM(Process, GrandchildrenHoldUpNobody, 4, "processes that it leaves running hold up no join") {
  run_trials(
      [] {
        Notes notes;
        Gate gate;
        const auto leaves_one = [&] {
          notes.post(child_of([&] {
            gate.pass();
            return 0;
          }));
          return 5;
        };
        Process joined(leaves_one), looked_at(leaves_one);
        joined.start();
        joined.join();
        EXPECT_EQ(joined.exit_code(), 5) << because("the exit code is not what run() returned");
        looked_at.start();
        await_end(looked_at.pid());
        EXPECT_TRUE(looked_at.join_for(nanoseconds(0)))
            << because("a process counts as running while what it left runs");
        const pid_t left[] = {static_cast<pid_t>(notes.take()), static_cast<pid_t>(notes.take())};
        EXPECT_TRUE(is_running(left[0]) && is_running(left[1]))
            << because("what it left running was ended");
        gate.open();
        await_end(left[0]);
        await_end(left[1]);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, ADeathIsSeenWhenever, 4, "a process that is killed at any moment can be joined") {
  const int deaths = kill_at_each_call("1.1", [] {
    Process process([] { return 3; });
    process.start();
    process.join();
    EXPECT_TRUE(process.exit_code() == 3 || process.exit_code() == -SIGKILL)
        << because("a process was killed, and its exit code does not say so");
  });
  EXPECT_GT(deaths, 0) << because("run() ran in no child");
}

}  // namespace
}  // namespace lockstep
