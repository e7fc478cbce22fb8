// SPDX-License-Identifier: MIT
// The claims of the exercise `process_state` on processes that change, and on errors.
#include <fcntl.h>
#include <poll.h>

#include <functional>
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

// Whether a look at the process comes to an answer.
bool is_answered(pid_t process) {
  try {
    const std::optional<ProcessorTime> time = processor_time(process);
    EXPECT_FALSE(time && time->turns == 0)
        << because("a process that had run ended during a look, and had had no turn");
    process_state(process);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

// Looks at the process in a child that stops before each of its calls, and does something then.
// Returns what the child returned.
int look_with_a_stop(const std::function<bool()>& look, const std::function<void()>& meanwhile) {
  const pid_t looker = child_of([&] { return look() ? 0 : 1; });
  if (await_state(looker, 'T')) meanwhile();
  return end_of_child(looker);
}

CLAIM(ProcessState, ThreadsComeAndGo, 6, "threads that end during a look are no error") {
  const int stops = stop_at_each_call("1.1", [] {
    Gate end, never;
    const Target target([&] {
      std::thread([&] { end.pass(); }).detach();
      never.pass();
    });
    await_letters(target.process(), "SS");
    const auto look = [&] { return is_answered(target.process()); };
    const auto end_it = [&] {
      end.open();
      await_letters(target.process(), "S");
    };
    EXPECT_EQ(look_with_a_stop(look, end_it), 0)
        << because("a thread ended while its process was looked at, and the look failed");
  });
  EXPECT_GT(stops, 0);
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

constexpr const char* kLives =
    "a process of which a thread lives at each moment was found dead, or the look failed";

// Whether the process lives at each of so many looks.
bool lives(const Relay& relay, int looks) {
  bool alive = true;
  for (int look = 0; look < looks; ++look) {
    const ProcessState state = process_state(relay.process());
    alive = alive && (state == kRunnable || state == kBlocked);
  }
  return alive;
}

CLAIM(ProcessState, ThreadsThatFollowOneAnother, 6,
      "a process lives while one thread after the other does") {
  const int stops = stop_at_each_call("1.1", [] {
    Relay relay;
    EXPECT_EQ(look_with_a_stop([&] { return lives(relay, 1); }, [&] { relay.hand_over(); }), 0)
        << because(kLives);
  });
  EXPECT_GT(stops, 0);
  run_trials(
      [] {
        Relay relay;
        const pid_t looker = child_of([&] { return lives(relay, 40) ? 0 : 1; });
        // It stops at two of its calls, and meanwhile another thread takes over.
        while (await_state(looker, 'T')) {
          relay.hand_over();
          while (state_of(looker) == 'T') ::poll(nullptr, 0, 1);
        }
        EXPECT_EQ(end_of_child(looker), 0) << because(kLives);
      },
      {.seeds = 6, .trouble = {.interrupted = false, .short_moves = false, .late_signals = false}});
}

CLAIM(ProcessState, ItMayEndMeanwhile, 8, "a process that ends during a look is no error") {
  const int stops = stop_at_each_call("1.1", [] {
    Gate never;
    Target target([&] { never.pass(); });
    await_letters(target.process(), "S");
    const pid_t process = target.process();
    EXPECT_EQ(look_with_a_stop([&] { return is_answered(process); }, [&] { target.end(); }), 0)
        << because("a process ended while it was looked at, and the look failed");
    target.end();
    EXPECT_EQ(process_state(process), kGone) << because("a process that has ended is not gone");
  });
  EXPECT_GT(stops, 0);
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
