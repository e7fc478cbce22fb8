// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_count`.
#include "lessons/manager/shared_count.h"

#include <unistd.h>

#include <cstdlib>

#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/manager/buns.h"

namespace lockstep {
namespace {

CLAIM(SharedCount, FiftyAreLeft, 10,
      "fifty processes each take one of a hundred, and fifty are left") {
  run_trials(
      [] {
        // The first one has not taken its own before the caller sleeps.
        Buns buns(100, Buns::Trouble::kHeldUp);
        EXPECT_EQ(take_one_each(buns, 50), 50) << because("not all fifty have taken one");
        EXPECT_EQ(buns.left(), 50) << because("another number than fifty is left");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(SharedCount, NobodyComesInBetween, 14,
      "between the getting and the setting of a process no other one comes") {
  run_trials([] {
    Buns buns(10, Buns::Trouble::kHeldUp);
    EXPECT_EQ(take_one_each(buns, 3), 3) << because("not all three have taken one");
    EXPECT_EQ(buns.left(), 7) << because("three have taken one of ten, and not seven are left");
  });
}

CLAIM(SharedCount, AllAreThereAtOnce, 4,
      "while another process has the lock, all the processes are there, and wait for it") {
  run_trials(
      [] {
        Buns buns(10);
        Notes ready;
        const pid_t has_the_lock = child_of([&] {
          buns.acquire();
          ready.post(1);
          EXPECT_EQ(buns.await_others(), 5)  // the caller, the server of the buns and three more
              << because("not all processes were started before the first one could end");
          buns.release();
        });
        ready.take();
        EXPECT_EQ(take_one_each(buns, 3), 3) << because("not all three have taken one");
        end_of_child(has_the_lock);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(SharedCount, NobodyTakesTheLastOneTwice, 12,
      "who comes when there is none left takes none, also when there was one a moment ago") {
  run_trials(
      [] {
        Buns buns(1, Buns::Trouble::kHeldUp);
        EXPECT_EQ(take_one_each(buns, 2), 1) << because("there was one, and not one has taken it");
        EXPECT_EQ(buns.left(), 0) << because("there was one, and then there is not none");
        EXPECT_EQ(take_one_each(buns, 1), 0) << because("there is none, and somebody took one");
        EXPECT_EQ(buns.left(), 0) << because("there is none, and it became another number");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(SharedCount, UpdatesAreOneStep, 14,
      "an update is one step for all processes, and calls its function once") {
  run_trials(
      [] {
        Buns buns(10, Buns::Trouble::kHeldUp);
        const pid_t child = child_of([&] {
          int calls = 0;
          update(buns, [&](int number) {
            ++calls;
            return number + 5;
          });
          EXPECT_EQ(calls, 1) << because("the function was not called once");
          return 0;
        });
        update(buns, [](int number) { return number * 2; });
        end_of_child(child);
        EXPECT_TRUE(buns.left() == 30 || buns.left() == 25)
            << because("two updates at the same time, and one of them is lost");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(SharedCount, OtherChildrenAreLeftAlone, 8,
      "children that others have made are not waited for") {
  run_trials(
      [] {
        Buns buns(10);
        const pid_t ends = child_of([] { return 7; });
        await_end(ends);
        EXPECT_EQ(take_one_each(buns, 1), 1) << because("one process has not taken one");
        EXPECT_EQ(end_of_child(ends), 7) << because("a child of the caller has been waited for");
      },
      {.seeds = 2, .trouble = {}});
}

Notes* registered = nullptr;

CLAIM(SharedCount, AProcessDoesNothingElse, 6,
      "a process takes one and ends; it does nothing that the caller has registered for its end") {
  run_trials(
      [] {
        Buns buns(10);
        Notes notes;
        registered = &notes;
        std::atexit([] { registered->post(1); });
        std::at_quick_exit([] { registered->post(1); });
        const pid_t caller = ::getpid();
        take_one_each(buns, 2);
        if (::getpid() != caller) ::_exit(1);
        EXPECT_FALSE(notes.any()) << because("a process did what its caller has registered");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
