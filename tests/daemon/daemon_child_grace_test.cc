// SPDX-License-Identifier: MIT
// The claims of the exercise `daemon_child` on the grace time and what comes after it.
#include <signal.h>
#include <unistd.h>

#include <chrono>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/daemon/daemon_child.h"
#include "tests/daemon/family.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

CLAIM(DaemonChild, WhoIgnoresTheRequestIsKilled, 6,
      "a daemonic child that ignores SIGTERM is killed after the grace time, and not before") {
  run_trials(
      [] {
        constexpr milliseconds kGrace(100);
        Notes notes;
        pid_t child = 0;
        steady_clock::time_point end_of_code;
        run_family(kGrace, [&] {
          child = start_child(Kind::kDaemonic, [&] {
            signal(SIGTERM, SIG_IGN);
            notes.post(1);
            serve();
          });
          notes.take();
          end_of_code = steady_clock::now();
        });
        EXPECT_TRUE(steady_clock::now() - end_of_code >= kGrace)
            << because("a daemonic child was killed before its grace time was over");
        EXPECT_EQ(state_of(child), 'X') << because("a daemonic child is left");
      },
      kFewTrials);
}

// Interrupts a process every 20 ms until this child has ended, for 2 seconds at most. Whether it
// has ended.
bool ends_in_spite_of_interruptions(pid_t child, pid_t parent) {
  for (int i = 0; i < 100 && is_running(child); ++i) {
    kill(parent, SIGUSR1);
    usleep(20'000);
  }
  return !is_running(child);
}

CLAIM(DaemonChild, TheGraceTimeDoesNotBeginAnew, 3,
      "the grace time is counted from SIGTERM, however often the waiting is interrupted") {
  run_trials(
      [] {
        Notes notes;
        // A process of its own, as its handler would be left behind in this one.
        const pid_t head = stranger([&] {
          struct sigaction interrupts = {};
          interrupts.sa_handler = [](int) {};
          sigaction(SIGUSR1, &interrupts, nullptr);
          run_family(milliseconds(100), [&] {
            Gate expects;
            start_child(Kind::kDaemonic, [&] {
              expect_request();
              expects.open();
              await_request();
              notes.post(getpid());
              serve();  // as if nobody had asked
            });
            expects.pass();
          });
        });
        EXPECT_TRUE(ends_in_spite_of_interruptions(static_cast<pid_t>(notes.take()), head))
            << because(
                   "a daemonic child went on, and was not killed within 2 seconds at a grace time "
                   "of "
                   "100 ms, as signals had interrupted the waiting");
        status_of(head);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(DaemonChild, AStoppedChildHasNotEnded, 4, "a daemonic child that is stopped is killed, too") {
  run_trials(
      [] {
        pid_t child = 0;
        run_family(milliseconds(20), [&] {
          child = start_child(Kind::kDaemonic, [] {
            raise(SIGSTOP);
            serve();
          });
          await_state(child, 'T');
        });
        EXPECT_EQ(state_of(child), 'X') << because("a child that is stopped was taken for ended");
      },
      {.seeds = 2, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
