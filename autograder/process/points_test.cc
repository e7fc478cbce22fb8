// SPDX-License-Identifier: MIT
// Deaths and stops at every call.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "autograder/process/order.h"
#include "autograder/process/testing.h"
#include "autograder/process/trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

// How many trials had a death when a child writes so much to a pipe, calls close and ends, and what
// was in the pipe after each of them, and in the last one.
int deaths_around_a_write(std::size_t size, std::vector<long>& written) {
  const std::string bytes(size, 'x');
  Notes notes;
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_NONBLOCK), 0);
  const int trials = kill_at_each_call("1.1", [&] {
    const int status = status_of(child_of([&] {
      EXPECT_EQ(write(ends[1], bytes.data(), size), static_cast<ssize_t>(size));
      close(-1);
      return 0;
    }));
    std::string got(size + 1, '\0');
    const ssize_t count = read(ends[0], got.data(), got.size());
    notes.post(count < 0 ? 0 : count);
    EXPECT_TRUE(WIFSIGNALED(status) || count == static_cast<ssize_t>(size));
  });
  close(ends[0]);
  close(ends[1]);
  while (notes.any()) written.push_back(notes.take());
  return trials;
}

// Dies at its birth, before write, in its middle, before close, before _exit; then not at all.
TEST(Points, AChildDiesAtEachPoint) {
  std::vector<long> written;
  EXPECT_EQ(deaths_around_a_write(5000, written), 5);
  EXPECT_THAT(written, testing::ElementsAre(0, 0, 2500, 5000, 5000, 5000));
}

// The parent writes as soon as the child does not run: what the child has seen by then tells where
// it was stopped.
TEST(Points, AChildStopsAtEachCall) {
  Notes seen;
  const int trials = stop_at_each_call("1.1", [&] {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_NONBLOCK), 0);
    const pid_t child = child_of([&] {
      char byte = 0;
      long found = 0;
      for (int i = 0; i < 3; ++i) found = 2 * found + (read(ends[0], &byte, 1) == 1);
      seen.post(found);
      return 0;
    });
    await_rest(child);
    EXPECT_EQ(write(ends[1], "...", 3), 3);
    EXPECT_EQ(status_of(child), 0);
    close(ends[0]);
    close(ends[1]);
  });
  EXPECT_EQ(trials, 4);  // the last one at _exit
  std::vector<long> found;
  while (seen.any()) found.push_back(seen.take());
  EXPECT_THAT(found, testing::ElementsAre(7, 3, 1, 0, 0));
}

TEST(Points, NobodyDiesInTheMiddleOfAWriteUpToPipeBuf) {
  std::vector<long> written;
  EXPECT_EQ(deaths_around_a_write(4096, written), 4);
  EXPECT_THAT(written, testing::ElementsAre(0, 0, 4096, 4096, 4096));
}

}  // namespace
}  // namespace lockstep::process
