// SPDX-License-Identifier: MIT
#include "autograder/base/process.h"

#include <signal.h>
#include <sys/stat.h>

#include <system_error>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

Command shell(const std::string& script) {
  Command command;
  command.argv = {"/bin/sh", "-c", script};
  command.environment = {"PATH=/usr/bin:/bin"};
  return command;
}

TEST(Run, KeepsEachOutputApart) {
  Command command = shell("echo out; echo err >&2; echo five >&5; exit 3");
  command.output[5] = 100;
  const Finished finished = run(command);
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_EQ(finished.signal, 0);
  EXPECT_EQ(finished.output.at(1), "out\n");
  EXPECT_EQ(finished.output.at(2), "err\n");
  EXPECT_EQ(finished.output.at(5), "five\n");
}

TEST(Run, GivesInputAndNothingElse) {
  Command command = shell("cat <&4; cat; env | grep -v PWD= | grep -v SHLVL= | grep -v ^_=");
  command.input = {{4, "secret"}};
  EXPECT_EQ(run(command).output.at(1), "secretPATH=/usr/bin:/bin\n");
}

TEST(Run, KeepsNoMoreThanAskedAndLosesNothingOfTheEnd) {
  Command command = shell("head -c 300000 /dev/zero; exit 7");
  command.output = {{1, 1000}};
  const Finished finished = run(command);
  EXPECT_EQ(finished.output.at(1).size(), 1000u);
  EXPECT_EQ(finished.exit_code, 7);
}

TEST(Run, TellsASignal) {
  const Finished finished = run(shell("kill -SEGV $$"));
  EXPECT_EQ(finished.signal, SIGSEGV);
  EXPECT_FALSE(finished.ok());
}

TEST(Run, EndsAtTheWallLimitWithEverythingThatWasStarted) {
  Command command = shell("sleep 1000 & sleep 1000");
  command.wall_limit = std::chrono::milliseconds(100);
  const Finished finished = run(command);
  EXPECT_TRUE(finished.wall_limit_hit);
  EXPECT_EQ(finished.signal, SIGKILL);
}

TEST(Run, DoesNotWaitForWhatTheProgramLeftBehind) {
  Command command = shell("sleep 1000 & echo $!");
  const Finished finished = run(command);
  EXPECT_FALSE(finished.wall_limit_hit);
  EXPECT_TRUE(finished.ok());
}

TEST(Run, EndsAtTheCpuLimit) {
  Command command = shell("while :; do :; done");
  command.cpu_seconds = 1;
  const Finished finished = run(command);
  EXPECT_NE(finished.signal, 0);
  EXPECT_GT(finished.cpu_seconds, 0.5);
}

TEST(Run, EndsWhenTheWatchSaysSo) {
  Command command = shell("echo begun; exec sleep 1000");
  command.watch = [](const Finished& so_far) { return so_far.written.contains(1); };
  const Finished finished = run(command);
  EXPECT_TRUE(finished.ended_by_watch);
  EXPECT_FALSE(finished.wall_limit_hit);
  EXPECT_EQ(finished.signal, SIGKILL);
}

TEST(Run, CountsWhatWasNotKept) {
  Command command = shell("head -c 300000 /dev/zero");
  command.output = {{1, 1000}};
  EXPECT_EQ(run(command).written.at(1), 300000u);
}

TEST(Run, PreparesTheChildOrDoesNotStartIt) {
  Command command = shell("umask");
  command.prepare = [] {
    ::umask(0123);
    return 0;
  };
  EXPECT_EQ(run(command).output.at(1), "0123\n");
  command.prepare = [] { return EPERM; };
  EXPECT_THROW(run(command), std::system_error);
}

TEST(Run, ThrowsWhenTheProgramIsNotThere) {
  Command command;
  command.argv = {"/no/such/program"};
  EXPECT_THROW(run(command), std::system_error);
}

}  // namespace
}  // namespace lockstep
