// SPDX-License-Identifier: MIT
// The claims of the exercise `process_state` on processes that change, and on errors.
#include <fcntl.h>

#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/processes/process_state.h"
#include "tests/base/child.h"
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

// A process whose first thread has ended. Its only other one waits until it is asked to hand over:
// then it makes the next one, and ends.
class Relay {
 public:
  Relay() { await_letters(process(), "ZS"); }
  pid_t process() const { return runners_.process(); }
  void hand_over() {
    asked_.post(0);
    begun_.take();
    await_letters(process(), "ZS");
  }

 private:
  void run() {
    asked_.take();
    std::thread([this] {
      begun_.post(0);
      run();
    }).detach();
  }

  Notes asked_;
  Notes begun_;
  const Target runners_{[this] {
    std::thread([this] { run(); }).detach();
    end_this_thread();
  }};
};

CLAIM(ProcessState, ThreadsThatFollowOneAnother, 6,
      "a process lives while one thread after the other does") {
  run_trials(
      [] {
        Relay relay;
        const pid_t looker = child_of([&] {
          for (int look = 0; look < 40; ++look) {
            const ProcessState state = process_state(relay.process());
            EXPECT_TRUE(state == kRunnable || state == kBlocked)
                << because("a process of which a thread lives at each moment is not alive");
          }
          return 0;
        });
        // It stops at some of its calls, and meanwhile another thread takes over.
        while (is_running(looker)) {
          if (state_of(looker) == 'T') relay.hand_over();
        }
        EXPECT_EQ(end_of_child(looker), 0) << because("a look failed");
      },
      {.seeds = 6, .trouble = {.interrupted = false, .short_moves = false, .late_signals = false}});
}

// Looks until the process is gone. Whether all looks were answered.
bool look_to_the_end(pid_t process, Notes& looks) {
  try {
    for (int look = 0; look < 2'000; ++look) {
      looks.post(look);
      const std::optional<ProcessorTime> time = processor_time(process);
      EXPECT_FALSE(time && time->turns == 0)
          << because("a process that had run ended during a look, and had had no turn");
      if (process_state(process) == kGone) return true;
    }
  } catch (const std::system_error&) {
    // Told by the claim.
  }
  return false;
}

CLAIM(ProcessState, ItMayEndMeanwhile, 8, "a process that ends during a look is no error") {
  run_trials(
      [] {
        Gate never;
        Notes looks;
        Target target([&] { never.pass(); });
        await_letters(target.process(), "S");
        const pid_t looker =
            child_of([&] { return look_to_the_end(target.process(), looks) ? 0 : 1; });
        // It stops at some of its calls, and meanwhile the other one ends.
        for (int seen = 0; seen < 20 && state_of(looker) != 'T' && is_running(looker);) {
          if (!looks.any()) continue;
          looks.take();
          ++seen;
        }
        target.end();
        EXPECT_EQ(end_of_child(looker), 0)
            << because("a process ended while it was looked at, and the look failed");
      },
      {.seeds = 10,
       .trouble = {.interrupted = false, .short_moves = false, .late_signals = false}});
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
