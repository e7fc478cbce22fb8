// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_count` on errors, and on those that are killed.
#include <pthread.h>

#include <stdexcept>
#include <system_error>

#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "lessons/manager/shared_count.h"
#include "tests/base/child.h"
#include "tests/manager/buns.h"

namespace lockstep {
namespace {

CLAIM(SharedCount, AnExceptionLeavesTheLockFree, 10,
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
        EXPECT_THROW(update(buns, [](int) -> int { throw 42; }), int)
            << because("an exception of the function is not that of update()");
        update(buns, [](int number) { return number - 1; });
        EXPECT_EQ(buns.left(), 99) << because("an update that failed changed the number");
        EXPECT_EQ(take_one_each(buns, 1), 1) << because("nobody can take one any more");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(SharedCount, AFailingCallLeavesTheLockFree, 4,
      "when the number cannot be got or set, the error is thrown on, and the lock is free") {
  run_trials(
      [] {
        for (const auto trouble : {Buns::Trouble::kGetFails, Buns::Trouble::kSetFails}) {
          Buns buns(100, trouble);
          EXPECT_THROW(update(buns, [](int) { return 1; }), std::system_error)
              << because("a call of the count failed, and update() did not say so");
          update(buns, [](int number) { return number - 1; });
          EXPECT_EQ(buns.left(), 99) << because("an update that failed changed the number");
        }
      },
      {.seeds = 0, .trouble = {}});
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

// By the caller, in this trial.
int children_made = 0;

CLAIM(SharedCount, ARefusedForkIsAnError, 8,
      "when the system makes no process it is told, and those before it take theirs and end") {
  const int failures = fail_each("fork", [] {
    try {
      // The first one has not taken its own before the caller sleeps.
      Buns buns(10, Buns::Trouble::kHeldUp);
      ::pthread_atfork(nullptr, [] { ++children_made; }, nullptr);
      int taken = 0;
      try {
        taken = take_one_each(buns, 3);
      } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again)
            << because("the error is not that of fork()");
        EXPECT_EQ(buns.left(), 10 - children_made)
            << because("fork() failed, and not all that were started before have taken one");
        return;
      }
      EXPECT_EQ(taken, 3) << because("fork() failed, and nobody was told");
    } catch (const std::system_error&) {  // the claim's own server could not be started
    }
  });
  EXPECT_GT(failures, 3) << because("fewer processes were made than people");
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
