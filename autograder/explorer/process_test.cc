// SPDX-License-Identifier: MIT
// What must hold from process to process: a schedule replays alone and in a fresh process, both
// switching modes make the same steps, a crash names its schedule. The test runs itself.
#include <signal.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "autograder/explorer/child_process.h"
#include "autograder/explorer/core/context.h"
#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/mutants.h"
#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

// Children: run only by the tests below.

TEST(Child, DISABLED_Hashes) {
  for (const Mutant& program : corrected) {
    Options options;
    options.schedules = 300;
    std::printf("hash %s %lx\n", program.name, explore_result(program.body, options).hash);
  }
}

// Which kernel threads run the logical ones.
TEST(Child, DISABLED_Mode) {
  std::set<long> kernel_threads;
  std::mutex mutex;
  auto note = [&] {
    std::lock_guard lock(mutex);
    kernel_threads.insert(raw_syscall(SYS_gettid));
  };
  auto body = [&] {
    std::jthread a(note);
    std::jthread b(note);
    note();
  };
  Result result = explored_with("random", body, 1);
  const char* mode = switches_in_user_mode() ? "user" : "kernel";
  std::printf("mode %s\nthreads %zu\nhash %lx\n", mode, kernel_threads.size(), result.hash);
}

TEST(Child, DISABLED_Failures) {
  for (const Mutant& program : mutants) {
    restart_numbering();
    Options options;
    options.failed = [] { return wrong_result; };
    Result result = explore_result(
        [&] {
          wrong_result = false;
          program.body();
        },
        options);
    std::printf("found %s %s %s\n", program.name, outcome_name(result.outcome),
                result.schedule.c_str());
  }
}

TEST(Child, DISABLED_OneMutant) {
  const Mutant& program = mutants[std::atoi(std::getenv("MUTANT"))];
  Options options;
  options.failed = [] { return wrong_result; };
  explore(
      [&] {
        wrong_result = false;
        program.body();
      },
      options);
}

TEST(Child, DISABLED_Crash) {
  explore([] {
    std::thread thread([] { std::abort(); });
    thread.join();
  });
}

TEST(Child, DISABLED_Overflow) {
  explore([] { *reinterpret_cast<volatile int*>(8) = 1; });
}

TEST(Child, DISABLED_FailsTwice) {
  explore([] { ADD_FAILURE() << "the first exploration"; });
  explore([] { ADD_FAILURE() << "the second exploration"; });
}

constexpr const char* kByItself = "LOCKSTEP_SWITCH=";  // whatever this test was started with

TEST(Modes, MakeTheSameSteps) {
  std::string user = lines_with(child("Child.DISABLED_Hashes", kByItself, "").text, "hash ");
  std::string kernel =
      lines_with(child("Child.DISABLED_Hashes", "LOCKSTEP_SWITCH=kernel", "").text, "hash ");
  EXPECT_NE(user, "");
  EXPECT_EQ(user, kernel);
}

TEST(Modes, AMachineWithoutFsgsbaseMakesTheSameSteps) {
  std::string user = child("Child.DISABLED_Mode", kByItself, "").text;
  bool has = (getauxval(AT_HWCAP2) & 2) != 0;  // HWCAP2_FSGSBASE
  EXPECT_EQ(after(user, "mode "), has ? "user" : "kernel") << user;
  std::string without =
      child("Child.DISABLED_Mode", "LOCKSTEP_SWITCH= LOCKSTEP_FSGSBASE=no", "").text;
  EXPECT_EQ(after(without, "threads "), "3") << without;
  EXPECT_EQ(after(user, "threads "), has ? "1" : "3") << user;
  EXPECT_EQ(after(user, "hash "), after(without, "hash "));
}

TEST(Modes, FindTheSameFailures) {
  std::string user = lines_with(child("Child.DISABLED_Failures", kByItself, "").text, "found ");
  std::string kernel =
      lines_with(child("Child.DISABLED_Failures", "LOCKSTEP_SWITCH=kernel", "").text, "found ");
  EXPECT_NE(user, "");
  EXPECT_EQ(user, kernel);
}

// Whatever the portfolio finds, its schedule finds again, alone, in a fresh process, in both modes,
// with the same trace.
TEST(Replay, FindsTheSameInAFreshProcess) {
  for (int i = 0; i < kMutants; ++i) {
    std::string mutant = "MUTANT=" + std::to_string(i) + " ";
    std::string schedule = after(child("Child.DISABLED_OneMutant", mutant, "").text, "--schedule=");
    ASSERT_NE(schedule, "") << mutants[i].name;
    Output flag = child("Child.DISABLED_OneMutant", mutant, "--schedule=" + schedule);
    Output kernel = child("Child.DISABLED_OneMutant",
                          mutant + "LOCKSTEP_SWITCH=kernel LOCKSTEP_SCHEDULE=" + schedule, "");
    std::string head = "schedule " + schedule + ": " + outcome_name(mutants[i].expected) + "\n";
    EXPECT_NE(flag.text.find(head), std::string::npos) << mutants[i].name << flag.text;
    EXPECT_NE(flag.status, 0);
    EXPECT_NE(lines_with(flag.text, "mutants_"), "") << flag.text;
    EXPECT_EQ(lines_with(flag.text, "mutants_"), lines_with(kernel.text, "mutants_"));
  }
}

TEST(Replay, RefusesNonsense) {
  Output output = child("Child.DISABLED_Hashes", "", "--schedule=pct3");
  EXPECT_NE(output.text.find("no schedule: \"pct3\""), std::string::npos) << output.text;
}

TEST(Explore, DoesNothingInATestThatHasFailed) {
  Output output = child("Child.DISABLED_FailsTwice", "", "");
  EXPECT_NE(output.text.find("the first exploration"), std::string::npos) << output.text;
  EXPECT_EQ(output.text.find("the second exploration"), std::string::npos) << output.text;
}

TEST(Crash, NamesItsScheduleAndDiesOfTheSignal) {
  Output output = child("Child.DISABLED_Crash", "exec", "");
  EXPECT_NE(output.text.find("lockstep: the process died under --schedule="), std::string::npos)
      << output.text;
  EXPECT_TRUE(WIFSIGNALED(output.status)) << output.status;
  EXPECT_EQ(WTERMSIG(output.status), SIGABRT);
  for (const char* mode : {"exec", "LOCKSTEP_SWITCH=kernel exec"}) {
    output = child("Child.DISABLED_Overflow", mode, "");
    EXPECT_EQ(WTERMSIG(output.status), SIGSEGV) << output.text;
    EXPECT_NE(output.text.find("--schedule=random:0"), std::string::npos) << output.text;
  }
}

}  // namespace
}  // namespace lockstep::explorer
