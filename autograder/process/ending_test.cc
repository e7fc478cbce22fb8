// SPDX-License-Identifier: MIT
// How the processes of a trial are ended when it is over before they are.
#include <fcntl.h>
#include <unistd.h>

#include "autograder/base/fd.h"
#include "autograder/explorer/result.h"
#include "autograder/process/order.h"
#include "autograder/process/testing.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

// The child waits for its parent, and neither ever does anything.
void sleep_for_good(Notes& notes) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) ::_exit(1);
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  const pid_t child = child_of([&] {
    writer.reset();
    char byte;
    while (::read(reader.get(), &byte, 1) < 0) continue;
    notes.post(1);
    return 0;
  });
  status_of(child);
}

TEST(Ending, WakesNobody) {
  Notes notes;
  for (int trial = 0; trial < 20; ++trial) {
    EXPECT_EQ(trial_of([&] { sleep_for_good(notes); }).result.outcome,
              explorer::Outcome::kLostWakeup);
  }
  EXPECT_FALSE(notes.any()) << "who was to be ended saw the end of another one, and went on";
}

}  // namespace
}  // namespace lockstep::process
