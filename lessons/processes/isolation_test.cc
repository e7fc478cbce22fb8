// SPDX-License-Identifier: MIT
// How isolation is used. Each case runs in a process of its own, several times: undisturbed, and
// with calls that are interrupted, short reads and writes, and children that stop for a while.
#include "lessons/processes/isolation.h"

#include <csignal>

#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(Isolation, BringsBackWhatTheFunctionReturns) {
  run_trials([] { EXPECT_EQ(run_isolated([] { return std::string("yes"); }), "yes"); });
}

TEST(Isolation, WritesAreNotSeenByTheCaller) {
  run_trials([] {
    int number = 1;
    EXPECT_EQ(run_isolated([&] { return std::to_string(++number); }), "2");
    EXPECT_EQ(number, 1);
  });
}

TEST(Isolation, AnExceptionComesBack) {
  run_trials([] {
    try {
      run_isolated([]() -> std::string { throw std::runtime_error("no paper"); });
      ADD_FAILURE() << "an exception left the function, and the call returned";
    } catch (const WorkFailed& failed) {
      EXPECT_STREQ(failed.what(), "no paper");
    }
  });
}

TEST(Isolation, ACrashHarmsNobody) {
  run_trials([] {
    EXPECT_THROW(run_isolated([] {
                   raise(SIGSEGV);
                   return std::string("never");
                 }),
                 WorkerDied);
    EXPECT_EQ(run_isolated([] { return std::string("still here"); }), "still here");
  });
}

}  // namespace
}  // namespace lockstep
