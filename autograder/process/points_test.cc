// SPDX-License-Identifier: MIT
// Deaths and stops at every call.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
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
      close(dup(0));
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

// What a child that reads three times has seen, a bit for each read, in each trial. The parent
// writes as soon as the child does not run, and has computed for so long: what the child has seen
// by then tells where it was stopped.
std::vector<long> seen_around_stops(std::clock_t computes) {
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
    for (const std::clock_t end = std::clock() + computes; std::clock() < end;) continue;
    EXPECT_EQ(write(ends[1], "...", 3), 3);
    EXPECT_EQ(status_of(child), 0);
    close(ends[0]);
    close(ends[1]);
  });
  EXPECT_EQ(trials, 4);  // the last one at _exit
  std::vector<long> found;
  while (seen.any()) found.push_back(seen.take());
  return found;
}

TEST(Points, AChildStopsAtEachCall) {
  EXPECT_THAT(seen_around_stops(0), testing::ElementsAre(7, 3, 1, 0, 0));
}

// A child reads twice, marks, reads once and ends: two calls to die or to stop at.
void read_around_a_mark() {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = child_of([&] {
    char byte = 0;
    for (int i = 0; i < 2; ++i) EXPECT_EQ(read(ends[0], &byte, 1), 1);
    count_from_here();
    EXPECT_EQ(read(ends[0], &byte, 1), 1);
    return 0;
  });
  EXPECT_EQ(write(ends[1], "...", 3), 3);
  status_of(child);
  close(ends[0]);
  close(ends[1]);
}

TEST(Points, AreCountedFromAMark) {
  EXPECT_EQ(stop_at_each_call("1.1", read_around_a_mark), 4);
  EXPECT_EQ(kill_at_each_call("1.1", read_around_a_mark), 5);  // also at its birth
  EXPECT_EQ(stop_at_each_call("1.1", read_around_a_mark, {.trouble = {}, .from_mark = true}), 2);
  EXPECT_EQ(kill_at_each_call("1.1", read_around_a_mark, {.trouble = {}, .from_mark = true}), 2);
}

// All on one processor, and two that have nothing to do with it take most of its time.
TEST(Points, AStopOutlastsOthersOnABusyMachine) {
  cpu_set_t all, one;
  ASSERT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
  CPU_ZERO(&one);
  int processor = 0;
  while (!CPU_ISSET(processor, &all)) ++processor;
  CPU_SET(processor, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  pid_t busy[2];
  for (pid_t& process : busy) {
    process = child_of([] {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (volatile bool rests = false; !rests;) continue;
      return 0;
    });
  }
  // In a process of its own: the others are none of the trial's.
  const std::vector<long> expected = {7, 3, 1, 0, 0};
  const pid_t trials = child_of([&] { return seen_around_stops(CLOCKS_PER_SEC / 5) != expected; });
  EXPECT_EQ(status_of(trials), 0);
  for (const pid_t process : busy) {
    kill(process, SIGKILL);
    status_of(process);
  }
  sched_setaffinity(0, sizeof all, &all);
}

TEST(Points, NobodyDiesInTheMiddleOfAWriteUpToPipeBuf) {
  std::vector<long> written;
  EXPECT_EQ(deaths_around_a_write(4096, written), 4);
  EXPECT_THAT(written, testing::ElementsAre(0, 0, 4096, 4096, 4096));
}

TEST(Points, ClosingWhatIsNotOpenIsNone) {
  run_trials(
      [] {
        const int before = calls_made();
        for (const int fd : {-1, 60}) EXPECT_EQ(close(fd), -1);
        EXPECT_EQ(calls_made(), before);
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep::process
