// SPDX-License-Identifier: MIT
// How the state of a process is asked for. Each case runs in a process of its own.
#include "lessons/processes/process_state.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(ProcessState, WhoAsksIsRunnable) {
  run_trials([] { EXPECT_EQ(process_state(::getpid()), ProcessState::kRunnable); },
             {.seeds = 0, .trouble = {}});
}

TEST(ProcessState, AChildFromBirthToEnd) {
  run_trials(
      [] {
        Gate gate;
        const pid_t child = ::fork();
        if (child == 0) {
          ::prctl(PR_SET_NAME, "a) Z 1 (b");
          gate.pass();
          ::_exit(0);
        }
        await_asleep(child);
        EXPECT_EQ(process_state(child), ProcessState::kBlocked);
        ::kill(child, SIGSTOP);
        ::waitpid(child, nullptr, WUNTRACED);  // until it is stopped, with all its threads
        EXPECT_EQ(process_state(child), ProcessState::kStopped);
        ::kill(child, SIGCONT);
        gate.open();
        await_end(child);
        EXPECT_EQ(process_state(child), ProcessState::kZombie);
        ::waitpid(child, nullptr, 0);
        EXPECT_EQ(process_state(child), ProcessState::kGone);
      },
      {.seeds = 0, .trouble = {}});
}

TEST(ProcessState, ProcessorTimeGrows) {
  run_trials(
      [] {
        const auto before = processor_time(::getpid());
        ASSERT_TRUE(before.has_value());
        while (processor_time(::getpid())->running == before->running) continue;
        EXPECT_EQ(processor_time(-1), std::nullopt);
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
