// SPDX-License-Identifier: MIT
#include "autograder/process/trial.h"

#include <sys/wait.h>
#include <unistd.h>

#include "autograder/process/order.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(Trial, PassesWhereNothingIsWrong) {
  run_trials([] {
    Notes notes;
    Gate gate;
    const pid_t child = fork();
    if (child == 0) {
      notes.post(1);
      gate.pass();
      notes.post(2);
      _exit(3);
    }
    EXPECT_EQ(notes.take(), 1);
    gate.open();
    EXPECT_EQ(notes.take(), 2);
    int status = 0;
    while (waitpid(child, &status, 0) < 0) continue;
    EXPECT_EQ(WEXITSTATUS(status), 3);
  });
}

}  // namespace
}  // namespace lockstep
