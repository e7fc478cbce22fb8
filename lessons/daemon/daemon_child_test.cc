// SPDX-License-Identifier: MIT
// Shows how daemonic and ordinary children are used. These cases are a start: the grading looks at
// more, also at children of children and at parents that are killed.
//
// run_trials() runs its body again and again, each time in a process of its own: first as it is,
// then with trouble, such as interrupted calls. It fails when something is left behind.
#include "lessons/daemon/daemon_child.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(DaemonChild, ADaemonicChildIsEnded) {
  run_trials(
      [] {
        run_family(seconds(5), [] {
          start_child(Kind::kDaemonic, [] {
            for (;;) pause();
          });
        });
      },
      {.seeds = 3, .trouble = {}});
}

TEST(DaemonChild, AnOrdinaryChildIsWaitedFor) {
  run_trials(
      [] {
        Notes notes;
        run_family(seconds(5), [&] {
          start_child(Kind::kOrdinary, [&] {
            usleep(20'000);
            notes.post(1);
          });
        });
        EXPECT_TRUE(notes.any()) << "the child had not ended, or was ended";
      },
      {.seeds = 3, .trouble = {}});
}

TEST(DaemonChild, WhoIgnoresTheRequestIsKilled) {
  run_trials(
      [] {
        Notes notes;
        run_family(milliseconds(20), [&] {
          start_child(Kind::kDaemonic, [&] {
            signal(SIGTERM, SIG_IGN);
            notes.post(1);
            for (;;) pause();
          });
          notes.take();
        });
      },
      {.seeds = 3, .trouble = {}});
}

TEST(DaemonChild, ADaemonicChildHasNoChildren) {
  run_trials(
      [] {
        Notes notes;
        run_family(seconds(5), [&] {
          start_child(Kind::kDaemonic, [&] {
            try {
              start_child(Kind::kOrdinary, [] {});
              notes.post(0);
            } catch (const std::logic_error&) {
              notes.post(1);
            }
          });
          EXPECT_EQ(notes.take(), 1) << "a daemonic child started a child";
        });
      },
      {.seeds = 3, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
