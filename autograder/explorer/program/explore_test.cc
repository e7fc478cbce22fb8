// SPDX-License-Identifier: MIT
// The tool on the sample programs, as a user runs it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "autograder/base/process.h"

namespace lockstep {
namespace {

const std::string kFolder = "autograder/explorer/program/";

Finished explore(std::vector<std::string> options, const std::string& sample,
                 std::vector<std::string> arguments = {}, std::vector<std::string> variables = {}) {
  Command command;
  command.argv = {kFolder + "explore"};
  command.argv.insert(command.argv.end(), options.begin(), options.end());
  if (!sample.empty()) command.argv.push_back(kFolder + "sample_" + sample);
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = plain_environment();
  command.environment.insert(command.environment.end(), variables.begin(), variables.end());
  command.wall_limit = std::chrono::seconds(100);
  return run(command);
}

void expect_says(const Finished& finished, const std::string& words) {
  EXPECT_NE(finished.output.at(1).find(words), std::string::npos)
      << finished.output.at(1) << finished.output.at(2);
}

// The schedule that a failure names.
std::string schedule_of(const Finished& finished) {
  const std::string& text = finished.output.at(1);
  const std::string flag = "--schedule=";
  size_t from = text.find(flag);
  if (from == std::string::npos) return "";
  from += flag.size();
  return text.substr(from, text.find(' ', from) - from);
}

void expect_fails(const Finished& finished, const std::string& words) {
  EXPECT_EQ(finished.exit_code, 1) << finished.output.at(1) << finished.output.at(2);
  expect_says(finished, words);
  EXPECT_EQ(finished.output.at(1).find("It did not repeat"), std::string::npos)
      << finished.output.at(1);
}

TEST(Explore, ARightProgramHasNoFailure) {
  Finished finished = explore({"--schedules=80"}, "right");
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_EQ(finished.output.at(1), "no failure in 80 schedules\n");
}

TEST(Explore, ADeadlockIsToldWithItsCycle) {
  Finished finished = explore({"--schedules=100"}, "deadlock");
  expect_fails(finished, "deadlock under ");
  expect_says(finished, "held by the main thread");
  expect_says(finished, "Every step of the run:");
  expect_says(finished, "deadlock.cc:");
}

TEST(Explore, ALostWakeupIsTold) {
  expect_fails(explore({"--schedules=500"}, "lost_wakeup"), "lost wakeup under ");
}

TEST(Explore, AnAssertionOfARareScheduleIsTold) {
  Finished finished = explore({"--schedules=500"}, "assertion");
  expect_fails(finished, "crash under ");
  expect_says(finished, "SIGABRT");
  expect_says(finished, "Assertion `!(seen == 2 && seen_later == 3)' failed");
  expect_says(finished, "stores to atomic 1");
}

TEST(Explore, ARaceIsToldWithTheReport) {
  Finished finished = explore({"--schedules=100"}, "race");
  expect_fails(finished, "data race under ");
  expect_says(finished, "WARNING: ThreadSanitizer: data race");
  expect_says(finished, "global 'counter'");
}

TEST(Explore, ACrashIsToldWithItsSteps) {
  Finished finished = explore({"--schedules=500"}, "crash");
  expect_fails(finished, "crash under ");
  expect_says(finished, "SIGSEGV");
  expect_says(finished, "stores to atomic 1");
}

TEST(Explore, AnExitStatusIsAFailure) {
  Finished finished = explore({"--schedules=20"}, "right", {"3"});
  expect_fails(finished, "exit status under ");
  expect_says(finished, "the program ended with 3");
  expect_says(finished, "the sum is 6");
}

TEST(Explore, SpinningAndStandingStillAreNoProgress) {
  Finished spins = explore({"--schedules=20", "--max-steps=3000"}, "endless");
  expect_fails(spins, "no progress under ");
  expect_says(spins, "did not end within 3000 steps");
  Finished stands = explore({"--schedules=20", "--time-limit=0.5"}, "endless", {"x"});
  expect_fails(stands, "did not end within 500 ms");
}

TEST(Explore, AProgramMayEndInAnyWay) {
  for (const char* way : {"pthread_exit", "exit", "_exit", "return"}) {
    Finished finished = explore({"--schedules=30"}, "leaving", {way});
    EXPECT_EQ(finished.exit_code, 0) << way << finished.output.at(1) << finished.output.at(2);
  }
}

TEST(Explore, DestructorsRunAsAtTheEndOfAnyProgram) {
  for (const char* way : {"pthread_exit", "return"}) {
    Finished finished = explore({"--schedule=random:0"}, "leaving", {way});
    EXPECT_EQ(finished.exit_code, 0);
    expect_says(finished, "main has a thread_local\na thread_local went\na static went\n");
  }
}

TEST(Explore, AReplayRunsOneScheduleAndShowsIt) {
  std::string schedule = schedule_of(explore({"--schedules=500"}, "lost_wakeup"));
  ASSERT_NE(schedule, "");
  Finished first = explore({"--schedule=" + schedule}, "lost_wakeup");
  Finished second = explore({"--schedule=" + schedule}, "lost_wakeup");
  EXPECT_EQ(first.exit_code, 1);
  expect_says(first, "lost wakeup under " + schedule);
  expect_says(first, "waits on condition variable");
  EXPECT_EQ(first.output.at(1), second.output.at(1));
  Finished right = explore({"--schedule=random:1"}, "right");
  EXPECT_EQ(right.exit_code, 0);
  expect_says(right, "the sum is 6");
}

TEST(Explore, TheFirstFailureIsTheSameHoweverManyRunAtOnce) {
  Finished alone = explore({"--schedules=500", "--jobs=1"}, "lost_wakeup");
  Finished many = explore({"--schedules=500", "--jobs=5"}, "lost_wakeup");
  EXPECT_NE(schedule_of(alone), "");
  EXPECT_EQ(schedule_of(alone), schedule_of(many));
}

TEST(Explore, AScheduleIsTheSameWhenTheKernelSwitches) {
  std::string schedule = schedule_of(explore({"--schedules=500"}, "lost_wakeup"));
  Finished usual = explore({"--schedule=" + schedule}, "lost_wakeup");
  Finished other =
      explore({"--schedule=" + schedule}, "lost_wakeup", {}, {"LOCKSTEP_SWITCH=kernel"});
  EXPECT_EQ(usual.exit_code, 1);
  EXPECT_EQ(usual.output.at(1), other.output.at(1));
}

TEST(Explore, ABoundedSearchAcrossProcessesSaysWhenItIsDone) {
  Finished finished = explore({"--strategy=bounded"}, "leaving");
  EXPECT_EQ(finished.exit_code, 0);
  expect_says(finished, "no failure in all ");
  expect_fails(explore({"--strategy=bounded"}, "deadlock"), "deadlock under bounded:");
}

TEST(Explore, OurFaultsAndTheUsersHaveTheirOwnCodes) {
  EXPECT_EQ(explore({}, "unlinked").exit_code, 3);
  EXPECT_EQ(explore({}, "missing").exit_code, 3);
  EXPECT_EQ(explore({}, "").exit_code, 2);
  EXPECT_EQ(explore({"--schedules=many"}, "right").exit_code, 2);
  EXPECT_EQ(explore({"--strategy=luck"}, "right").exit_code, 2);
}

TEST(Explore, WithoutTheToolTheProgramRunsAsAlways) {
  Command command;
  command.argv = {kFolder + "sample_right", "5"};
  command.environment = plain_environment();
  Finished finished = run(command);
  EXPECT_EQ(finished.exit_code, 5);
  EXPECT_EQ(finished.output.at(1), "the sum is 6\n");
}

}  // namespace
}  // namespace lockstep
