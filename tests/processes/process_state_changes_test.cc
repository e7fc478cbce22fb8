// SPDX-License-Identifier: MIT
// The claims of the exercise `process_state` on processes that change, and on errors.
#include <fcntl.h>

#include <system_error>
#include <thread>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/processes/process_state.h"
#include "tests/processes/child.h"
#include "tests/processes/target.h"

namespace lockstep {
namespace {

using enum ProcessState;

CLAIM(ProcessState, ThreadsComeAndGo, 6, "threads that end during a look are no error") {
  run_trials(
      [] {
        const Target busy([] {
          for (;;) std::thread([] {}).join();
        });
        for (int look = 0; look < 300; ++look) {
          const ProcessState state = process_state(busy.process());
          EXPECT_TRUE(state == kRunnable || state == kBlocked)
              << because("a process whose threads come and go is not alive");
          EXPECT_TRUE(processor_time(busy.process())) << because("a process that runs has no time");
        }
      },
      {.seeds = 0, .trouble = {}});
}

void hand_over() { std::thread(hand_over).detach(); }

CLAIM(ProcessState, ThreadsThatFollowOneAnother, 6,
      "a process lives while one thread after the other does") {
  run_trials(
      [] {
        const Target chain([] {
          std::thread(hand_over).detach();
          end_this_thread();
        });
        while (letters_of(chain.process()).find('Z') == std::string::npos) continue;
        for (int look = 0; look < 300; ++look) {
          const ProcessState state = process_state(chain.process());
          EXPECT_TRUE(state == kRunnable || state == kBlocked)
              << because("a process of which a thread lives at each moment is not alive");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, ItMayEndMeanwhile, 8, "a process that ends during a look is no error") {
  run_trials(
      [] {
        Gate never;
        Notes looks;
        Target target([&] { never.pass(); });
        // The one that looks stops at some of its calls, and meanwhile the other one ends.
        const pid_t looks_on = child_of([&] {
          ProcessState state = kBlocked;
          for (int look = 0; look < 2'000 && state != kGone; ++look) {
            looks.post(look);
            processor_time(target.process());
            state = process_state(target.process());
          }
          return state == kGone ? 0 : 1;
        });
        for (int look = 0; look < 3; ++look) looks.take();
        target.end();
        EXPECT_EQ(end_of_child(looks_on), 0)
            << because("a process ended while it was looked at, and the look failed");
      },
      {.seeds = 10, .trouble = {.interrupted = false, .late_signals = false}});
}

CLAIM(ProcessState, NoDescriptorIsAnError, 8, "without a free descriptor the error is told") {
  run_trials(
      [] {
        Gate never;
        const Target waits([&] { never.pass(); });
        await_letters(waits.process(), "S");
        int errors = 0;
        for (int spare = 0; spare < 3; ++spare) {
          std::vector<int> taken;
          for (int fd; (fd = ::fcntl(0, F_DUPFD_CLOEXEC, 0)) >= 0;) taken.push_back(fd);
          for (int i = 0; i < spare; ++i, taken.pop_back()) ::close(taken.back());
          try {
            EXPECT_EQ(process_state(waits.process()), kBlocked)
                << because("without a free descriptor the answer is wrong");
            EXPECT_TRUE(processor_time(waits.process()))
                << because("without a free descriptor the process is gone");
          } catch (const std::system_error& error) {
            EXPECT_EQ(error.code(), std::errc::too_many_files_open)
                << because("the error is not that of the system");
            ++errors;
          }
          for (const int fd : taken) ::close(fd);
        }
        EXPECT_GT(errors, 0) << because("without a free descriptor there was no error");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
