// SPDX-License-Identifier: MIT
// The claims of the exercise `daemon_child` on the steps of the end. Those on the grace time are in
// daemon_child_grace_test.cc, on children of children in daemon_child_family_test.cc, on exceptions
// and errors in daemon_child_exception_test.cc and daemon_child_error_test.cc.
#include "lessons/daemon/daemon_child.h"

#include <unistd.h>

#include <chrono>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/daemon/family.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;

CLAIM(DaemonChild, OrdinaryChildrenAreWaitedFor, 6,
      "ordinary children are waited for, however long they take, and sent no signal") {
  run_trials(
      [] {
        Notes notes;
        pid_t child = 0;
        run_family(milliseconds(1), [&] {
          child = start_child(Kind::kOrdinary, [&, parent = getpid()] {
            expect_request();
            notes.post(1);
            // It is in the last step, and will be until this child ends.
            await_asleep(parent);
            notes.post(is_asked() ? 2 : 3);
          });
          notes.take();
        });
        ASSERT_TRUE(notes.any()) << because("an ordinary child was not waited for, or was killed");
        EXPECT_EQ(notes.take(), 3) << because("an ordinary child was sent SIGTERM");
        EXPECT_EQ(state_of(child), 'X') << because("an ordinary child is left");
      },
      kFewTrials);
}

CLAIM(DaemonChild, DaemonicChildrenAreEnded, 6,
      "daemonic children are ended when the code of their parent has ended, and not before") {
  run_trials(
      [] {
        Notes notes;
        Gate gate;
        pid_t children[2] = {};
        run_family(kLong, [&] {
          children[0] = start_child(Kind::kDaemonic, serve);
          children[1] = start_child(Kind::kDaemonic, [&] {
            gate.pass();
            notes.post(1);
            serve();
          });
          start_child(Kind::kOrdinary, [] {});
          gate.open();
          EXPECT_EQ(notes.take(), 1);
          for (const pid_t child : children) {
            EXPECT_TRUE(is_running(child))
                << because("a daemonic child was ended while its parent's code ran");
          }
        });
        for (const pid_t child : children) {
          EXPECT_EQ(state_of(child), 'X') << because("a daemonic child is left");
        }
      },
      kFewTrials);
}

CLAIM(DaemonChild, DaemonicChildrenEndInOrder, 5,
      "a daemonic child that handles SIGTERM has the time to end in order") {
  run_trials(
      [] {
        Notes notes;
        run_family(kLong, [&] {
          start_child(Kind::kDaemonic, [&] {
            expect_request();
            notes.post(1);
            await_request();
            usleep(20'000);
            notes.post(2);
          });
          notes.take();
        });
        EXPECT_TRUE(notes.any()) << because("a daemonic child was killed within its grace time");
      },
      kFewTrials);
}

CLAIM(DaemonChild, AllAreAskedBeforeAnyIsWaitedFor, 5,
      "all daemonic children are sent SIGTERM before any of them is waited for") {
  run_trials(
      [] {
        Notes notes;
        Gate gates[2];
        run_family(milliseconds(2000), [&] {
          for (int i = 0; i < 2; ++i) {
            start_child(Kind::kDaemonic, [&, i] {
              expect_request();
              notes.post(i);
              await_request();
              gates[i].open();
              gates[1 - i].pass();
              notes.post(i);
            });
          }
          notes.take();
          notes.take();
        });
        for (int i = 0; i < 2; ++i) {
          ASSERT_TRUE(notes.any()) << because(
              "a daemonic child waited for the end of the other, which had not been sent SIGTERM");
          notes.take();
        }
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(DaemonChild, DaemonicChildrenEndFirst, 5,
      "the daemonic children are ended before the ordinary ones are waited for") {
  run_trials(
      [] {
        Notes notes;
        run_family(kLong, [&] {
          const pid_t daemonic = start_child(Kind::kDaemonic, serve);
          start_child(Kind::kOrdinary, [&] {
            await_end(daemonic);
            notes.post(1);
          });
        });
        EXPECT_TRUE(notes.any());
      },
      kFewTrials);
}

}  // namespace
}  // namespace lockstep
