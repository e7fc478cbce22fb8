// SPDX-License-Identifier: MIT
// How a process is used. Each case runs in a process of its own, several times: undisturbed, and
// with calls that are interrupted and children that stop for a while.
#include "lessons/processes/process.h"

#include <unistd.h>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(Process, EndsWithWhatTheFunctionReturns) {
  run_trials([] {
    Process process([] { return 3; });
    EXPECT_EQ(process.exit_code(), std::nullopt);
    process.start();
    process.join();
    EXPECT_EQ(process.exit_code(), 3);
  });
}

class Parent : public Process {
 public:
  int run() override { return ::getppid() == owner_ ? 0 : 1; }

 private:
  pid_t owner_ = ::getpid();
};

TEST(Process, ASubclassSaysWhatRuns) {
  run_trials([] {
    Parent process;
    process.start();
    process.join();
    EXPECT_EQ(process.exit_code(), 0);
  });
}

TEST(Process, IsAliveUntilItIsKilled) {
  run_trials([] {
    Gate never;
    Process process([&] {
      never.pass();
      return 0;
    });
    process.start();
    EXPECT_TRUE(process.is_alive());
    EXPECT_FALSE(process.join_for(std::chrono::milliseconds(1)));
    process.kill();
    process.join();
    EXPECT_FALSE(process.is_alive());
    EXPECT_EQ(process.exit_code(), -9);
  });
}

TEST(Process, TwoMayWaitForEachOther) {
  run_trials([] {
    Gate gates[2];
    const auto meet = [&](int number) {
      gates[1 - number].open();
      gates[number].pass();
      return number;
    };
    EXPECT_EQ(run_in_processes(2, meet), (std::vector<int>{0, 1}));
  });
}

}  // namespace
}  // namespace lockstep
