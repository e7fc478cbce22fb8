// SPDX-License-Identifier: MIT
// The claims of the exercise `process` on how it ended.
#include <signal.h>
#include <unistd.h>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/processes/process.h"

namespace lockstep {
namespace {

CLAIM(Process, ASignalIsANegativeCode, 4, "a signal that ended the process is a negative code") {
  run_trials(
      [] {
        for (const bool by_force : {false, true}) {
          Gate never;
          Process process([&] {
            never.pass();
            return 0;
          });
          process.start();
          EXPECT_EQ(process.exit_code(), std::nullopt)
              << because("it has a code while it is alive");
          by_force ? process.kill() : process.terminate();
          process.join();
          EXPECT_EQ(process.exit_code(), by_force ? -SIGKILL : -SIGTERM)
              << because("the code is not that of the signal");
          process.terminate();  // nothing happens
          process.kill();
        }
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Process, TerminateMayBeIgnored, 4, "terminate() can be ignored, kill() can not") {
  run_trials(
      [] {
        Notes notes;
        Gate never;
        Process process([&] {
          ::signal(SIGTERM, SIG_IGN);
          notes.post(0);
          never.pass();
          return 0;
        });
        process.start();
        notes.take();
        process.terminate();
        EXPECT_TRUE(await_asleep(process.pid()) && process.is_alive())
            << because("a process that ignores SIGTERM was ended by terminate()");
        process.kill();
        process.join();
        EXPECT_EQ(process.exit_code(), -SIGKILL) << because("kill() did not end it by SIGKILL");
      },
      {.seeds = 0, .trouble = {}});
}

// How often a process calls kill() that is started, joined, and perhaps sent signals then. Each of
// these calls is the one to fail in a trial, though what fails is of no account here.
int calls_of_kill(bool signals_after_its_end) {
  return fail_each("kill", [=] {
    Process process([] { return 0; });
    process.start();
    process.join();
    if (!signals_after_its_end) return;
    process.terminate();
    process.kill();
  });
}

CLAIM(Process, NobodyIsSentASignalAfterTheEnd, 2,
      "after the end nobody is sent a signal: the id may be another process's by then") {
  EXPECT_EQ(calls_of_kill(true), calls_of_kill(false))
      << because("terminate() or kill() sent a signal to the id of a process that had been joined");
}

CLAIM(Process, TheEndIsSeenWithoutAJoin, 5,
      "is_alive() and exit_code() see an end that nobody joined") {
  run_trials(
      [] {
        const auto before = process::descriptors_of(::getpid());
        Process first([] { return 4; });
        Process second([] { return 5; });
        first.start();
        second.start();
        await_end(first.pid());
        await_end(second.pid());
        EXPECT_FALSE(first.is_alive()) << because("a process that has ended is alive");
        EXPECT_EQ(first.exit_code(), 4) << because("is_alive() lost the exit code");
        EXPECT_EQ(second.exit_code(), 5) << because("an end is seen by a join only");
        EXPECT_TRUE(state_of(first.pid()) == 'X' && state_of(second.pid()) == 'X')
            << because("a process that was seen to have ended stays as a zombie");
        EXPECT_EQ(process::descriptors_of(::getpid()), before)
            << because("a process that was seen to have ended keeps a descriptor");
        first.join();
        second.join();
        EXPECT_TRUE(first.exit_code() == 4 && second.exit_code() == 5 && !second.is_alive())
            << because("a join changed what was known");
      },
      {.seeds = 2, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
