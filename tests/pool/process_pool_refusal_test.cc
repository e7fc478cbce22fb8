// SPDX-License-Identifier: MIT
// The claims of the exercise `process_pool` on what the system refuses.
#include <signal.h>

#include <cerrno>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/pool/told.h"

namespace lockstep {
namespace {

CLAIM(ProcessPool, ARefusedPoolLeavesNothing, 3,
      "when the system refuses what a pool needs, the error is told and nothing is left") {
  for (const char* call : {"fork", "pipe"}) {
    const int refusals = fail_each(call, [] {
      const std::string end =
          told([] { return make_process_pool([](int input) { return input; }, 2)->apply(3); });
      EXPECT_TRUE(end == "3" || end == "refused " + std::to_string(EAGAIN) ||
                  end == "refused " + std::to_string(EMFILE))
          << because("the system's error was not told");
      EXPECT_TRUE(process::children_left().empty()) << because("a worker is left");
    });
    EXPECT_GT(refusals, 0) << because("a pool was made without processes or pipes");
  }
}

CLAIM(ProcessPool, ARefusedReplacement, 2,
      "a new worker that is refused is tried again; without any, the tasks that wait fail") {
  const int refusals = fail_each("fork", [] {
    std::unique_ptr<ProcessPool> pool;
    const auto function = [](int input) {
      if (input == 0) ::raise(SIGKILL);
      return input;
    };
    const std::string made = told([&] {
      pool = make_process_pool(function, 1);
      return 0;
    });
    if (made != "0") return;
    const auto dies = pool->apply_async(0);
    const auto waits = pool->apply_async(1);
    EXPECT_EQ(end_of(dies), "lost") << because("the task of a killed worker did not fail");
    const std::string end = end_of(waits);
    EXPECT_TRUE(end == "1" || end == "refused " + std::to_string(EAGAIN))
        << because("there was no worker left, and a task neither failed with EAGAIN nor was run");
    EXPECT_EQ(end_of(*pool, 2), "2") << because("a worker was refused, and none came later");
  });
  EXPECT_GT(refusals, 1) << because("no new worker was made after a death");
}

CLAIM(ProcessPool, ARefusedReplacementComesLater, 2,
      "a new worker that is refused while others live is made when the next task is submitted") {
  const int refusals = fail_each("fork", [] {
    Gate gate;
    const auto function = [&](int input) {
      if (input == 0) ::raise(SIGKILL);
      if (input == 1) gate.pass();
      if (input == 2) gate.open();
      return input;
    };
    std::unique_ptr<ProcessPool> pool;
    const std::string made = told([&] {
      pool = make_process_pool(function, 2);
      return 0;
    });
    if (made != "0") return;
    EXPECT_EQ(end_of(*pool, 0), "lost") << because("the task of a killed worker did not fail");
    const auto waits = pool->apply_async(1);
    EXPECT_EQ(end_of(*pool, 2), "2") << because("a worker was refused, and none came later");
    EXPECT_EQ(end_of(waits), "1") << because("the result is not what the function returned");
  });
  EXPECT_GT(refusals, 2) << because("no new worker was made after a death");
}

}  // namespace
}  // namespace lockstep
