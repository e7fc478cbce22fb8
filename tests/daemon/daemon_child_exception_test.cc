// SPDX-License-Identifier: MIT
// The claims of the exercise `daemon_child` on exceptions that leave the code.
#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/daemon/daemon_child.h"
#include "tests/daemon/family.h"

namespace lockstep {
namespace {

CLAIM(DaemonChild, AnExceptionEndsTheFamily, 5,
      "when an exception leaves the code, the children end as ever, and then it is thrown on") {
  run_trials(
      [] {
        pid_t daemonic = 0;
        Notes notes;
        EXPECT_THROW(run_family(kLong,
                                [&] {
                                  daemonic = start_child(Kind::kDaemonic, serve);
                                  start_child(Kind::kOrdinary, [&] { notes.post(1); });
                                  throw Surprise();
                                }),
                     Surprise)
            << because("the exception that left the code did not leave run_family()");
        EXPECT_EQ(state_of(daemonic), 'X') << because("an exception left a daemonic child behind");
        EXPECT_TRUE(notes.any()) << because("an exception left an ordinary child behind");
        EXPECT_TRUE(is_refused(Kind::kOrdinary)) << because("a child after an exception");
      },
      kFewTrials);
}

CLAIM(DaemonChild, AThrowingChildEndsItsFamily, 3,
      "an exception that leaves a child ends the child's own children as ever") {
  run_trials(
      [] {
        Notes daemonic, ordinary;
        Gate expects;
        run_family(kLong, [&] {
          start_child(Kind::kOrdinary, [&] {
            start_child(Kind::kDaemonic, [&] {
              expect_request();
              expects.open();
              await_request();
              daemonic.post(1);
            });
            start_child(Kind::kOrdinary, [&, parent = getpid()] {
              const bool waits = await_asleep(parent);
              ordinary.post(waits ? 1 : 2);
            });
            expects.pass();
            throw Surprise();
          });
        });
        EXPECT_TRUE(daemonic.any()) << because(
            "an exception left a child, and its own daemonic child was not asked to end");
        EXPECT_TRUE(ordinary.any() && ordinary.take() == 1)
            << because("an exception left a child, and its own ordinary child was not waited for");
      },
      {.seeds = 2, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
