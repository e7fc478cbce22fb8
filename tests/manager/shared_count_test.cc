// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_count`.
#include "lessons/manager/shared_count.h"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <system_error>

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
        Buns buns(100);
        EXPECT_EQ(take_one_each(buns, 50), 50) << because("not all fifty have taken one");
        EXPECT_EQ(buns.left(), 50) << because("another number than fifty is left");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(SharedCount, NobodyComesInBetween, 18,
      "between the getting and the setting of a process no other one comes") {
  run_trials([] {
    Buns buns(10, 2);
    EXPECT_EQ(take_one_each(buns, 3), 3) << because("not all three have taken one");
    EXPECT_EQ(buns.left(), 7) << because("three have taken one of ten, and not seven are left");
  });
}

CLAIM(SharedCount, NobodyTakesTheLastOneTwice, 12,
      "who comes when there is none left takes none, also when there was one a moment ago") {
  run_trials(
      [] {
        Buns buns(1, 1);
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
        Buns buns(10, 1);
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

CLAIM(SharedCount, AnExceptionLeavesTheLockFree, 14,
      "an exception in an update is thrown on; the number stays, and the lock is free") {
  run_trials(
      [] {
        Buns buns(100);
        const auto drop_all = [](int) -> int { throw std::runtime_error("they are hot"); };
        const pid_t child = child_of([&] {
          EXPECT_THROW(update(buns, drop_all), std::runtime_error)
              << because("an exception of the function is not that of update()");
          return 0;
        });
        end_of_child(child);
        update(buns, [](int number) { return number - 1; });
        EXPECT_EQ(buns.left(), 99) << because("an update that failed changed the number");
        EXPECT_EQ(take_one_each(buns, 1), 1) << because("nobody can take one any more");
      },
      {.seeds = 0, .trouble = {}});
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

CLAIM(SharedCount, TheDeadHaveTakenNone, 6, "a process that was killed does not count") {
  const int deaths = kill_at_each_call("1.2", [] {
    Buns buns(10);
    const int taken = take_one_each(buns, 1);
    EXPECT_LE(taken, 10 - buns.left())
        << because("a process was killed before it took one, and it counts");
  });
  EXPECT_GT(deaths, 0) << because("no process was made");
}

CLAIM(SharedCount, ARefusedForkIsAnError, 8,
      "when the system makes no process it is told, and those before it take theirs and end") {
  const int failures = fail_each("fork", [] {
    int expected = 10;
    try {
      Buns buns(10);
      try {
        expected -= take_one_each(buns, 3);
      } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again)
            << because("the error is not that of fork()");
        EXPECT_GT(buns.left(), 7) << because("fork() failed, and all have taken one");
        return;
      }
      EXPECT_EQ(expected, 7) << because("fork() failed, and nobody was told");
    } catch (const std::system_error&) {  // the claim's own server could not be started
    }
  });
  EXPECT_GT(failures, 3) << because("fewer processes were made than people");
}

Notes* notes_at_exit = nullptr;

CLAIM(SharedCount, AProcessDoesNothingElse, 6,
      "a process takes one and ends; it does nothing that the caller has registered for its end") {
  run_trials(
      [] {
        Buns buns(10);
        Notes notes;
        notes_at_exit = &notes;
        std::atexit([] { notes_at_exit->post(1); });
        const pid_t caller = ::getpid();
        take_one_each(buns, 2);
        if (::getpid() != caller) ::_exit(1);
        EXPECT_FALSE(notes.any()) << because("a process did what its caller has registered");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(SharedCount, SomePeople, 4,
      "no people take nothing, and a negative number of them is an error") {
  run_trials(
      [] {
        Buns buns(10);
        EXPECT_EQ(take_one_each(buns, 0), 0) << because("nobody has taken one");
        EXPECT_THROW(take_one_each(buns, -1), std::invalid_argument)
            << because("a negative number of people is no error");
        EXPECT_EQ(buns.left(), 10) << because("nobody was there, and one is missing");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
