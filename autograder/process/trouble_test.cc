// SPDX-License-Identifier: MIT
// The kinds of trouble, and that the same plan makes the same.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <string>
#include <thread>
#include <vector>

#include "autograder/process/order.h"
#include "autograder/process/testing.h"
#include "autograder/process/trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

using testing::HasSubstr;

// A pipe with some bytes in it, of which the writing end is closed.
int filled_pipe(std::size_t size) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  ssize_t written;
  while ((written = write(ends[1], std::string(size, 'x').data(), size)) < 0) continue;
  EXPECT_EQ(written, static_cast<ssize_t>(size));
  close(ends[1]);
  return ends[0];
}

TEST(Trouble, CallsThatMayBlockAreInterrupted) {
  const auto body = [] {
    const pid_t child = child_of([] { return 0; });
    check(waitpid(child, nullptr, 0) == child);
    status_of(child);
  };
  EXPECT_GT(failing_seeds(kInterrupted, body), 4);
  EXPECT_EQ(failing_seeds(kShort | kLateSignal | kStopped, body), 0);
}

TEST(Trouble, ALookThatDoesNotWaitIsNotInterrupted) {
  EXPECT_EQ(failing_seeds(kInterrupted,
                          [] {
                            const timespec at_once = {};
                            check(poll(nullptr, 0, 0) == 0);
                            check(ppoll(nullptr, 0, &at_once, nullptr) == 0);
                          }),
            0);
}

TEST(Trouble, ReadsAreShort) {
  const auto body = [] {
    const int reader = filled_pipe(100);
    char bytes[100];
    check(read(reader, bytes, sizeof bytes) == 100);
    close(reader);
  };
  EXPECT_GT(failing_seeds(kShort, body), 4);
  EXPECT_EQ(failing_seeds(kInterrupted | kLateSignal | kStopped,
                          [&] {
                            const int reader = filled_pipe(100);
                            char bytes[100];
                            ssize_t got;
                            while ((got = read(reader, bytes, sizeof bytes)) < 0) continue;
                            check(got == 100);
                            close(reader);
                          }),
            0);
}

TEST(Trouble, WritesUpToPipeBufAreWhole) {
  EXPECT_EQ(failing_seeds(kShort, [] { close(filled_pipe(4096)); }), 0);
}

TEST(Trouble, PacketsAreWhole) {
  EXPECT_EQ(failing_seeds(kShort,
                          [] {
                            int ends[2];
                            EXPECT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
                            char bytes[100] = "";
                            check(send(ends[0], bytes, sizeof bytes, 0) == sizeof bytes);
                            check(recv(ends[1], bytes, sizeof bytes, 0) == sizeof bytes);
                            close(ends[0]);
                            close(ends[1]);
                          }),
            0);
}

int deaths = 0;
void count_a_death(int) { ++deaths; }

TEST(Trouble, TwoSignalsThatAreLateAreOne) {
  EXPECT_GT(failing_seeds(kLateSignal,
                          [] {
                            signal(SIGCHLD, count_a_death);
                            const pid_t one = child_of([] { return 0; });
                            await_end(one);
                            const pid_t two = child_of([] { return 0; });
                            await_end(two);
                            status_of(one);
                            status_of(two);
                            check(deaths == 2);
                            signal(SIGCHLD, SIG_DFL);
                          }),
            4);
}

TEST(Trouble, ChildrenStopAndGoOn) {
  const auto body = [] {
    Notes notes;
    const pid_t child = child_of([&] {
      close(dup(0));
      close(dup(0));
      close(dup(0));
      return 7;
    });
    int status = 0;
    check(waitpid(child, &status, WUNTRACED) == child && WIFEXITED(status));
    if (!WIFEXITED(status)) status = status_of(child);
    EXPECT_EQ(WEXITSTATUS(status), 7);
  };
  EXPECT_GT(failing_seeds(kStopped, body), 4);
}

// Two threads count beside a lock that is not there. The second is begun when the first has
// answered, or after so many milliseconds; -1 means without an end.
void count_twice(int most_ms) {
  int ends[2];
  check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  check(write(ends[0], "xx", 2) == 2);
  int count = 0;
  const auto serve = [&] {
    char request;
    check(read(ends[1], &request, 1) == 1);
    ++count;
    check(write(ends[1], &request, 1) == 1);
  };
  std::thread first(serve);
  pollfd answer = {ends[0], POLLIN, 0};
  check(poll(&answer, 1, most_ms) == (most_ms < 0 ? 1 : 0));
  std::thread second(serve);
  first.join();
  second.join();
  close(ends[0]);
  close(ends[1]);
}

TEST(Trouble, ThreadsThatHaveReadMeet) {
  const explorer::Result alone = trial_of([] { count_twice(-1); }).result;
  EXPECT_EQ(alone.outcome, explorer::Outcome::kPassed) << alone.message;
  const explorer::Result together = trial_of([] { count_twice(20); }, meeting_plan()).result;
  EXPECT_EQ(together.outcome, explorer::Outcome::kDataRace) << together.message;
  EXPECT_THAT(together.trace, HasSubstr(" is done, and waits until all sleep\n"));
}

TEST(Trouble, ThePlanDecidesTheTrace) {
  const auto body = [] {
    const int reader = filled_pipe(1000);
    char bytes[100];
    for (ssize_t got; (got = read(reader, bytes, sizeof bytes)) != 0;) continue;
    close(reader);
  };
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Plan plan = seeded_plan(kAllKinds, seed);
    EXPECT_EQ(trial_of(body, plan).result.trace, trial_of(body, plan).result.trace);
  }
  EXPECT_NE(trial_of(body, seeded_plan(kAllKinds, 1)).result.trace,
            trial_of(body, seeded_plan(kAllKinds, 2)).result.trace);
}

TEST(Trouble, EachForkFailsOnce) {
  Notes failures;
  const int trials = fail_each("fork", [&] {
    for (int i = 0; i < 3; ++i) {
      const pid_t child = child_of([] { return 0; });
      if (child < 0) failures.post(i);
      if (child > 0) status_of(child);
    }
  });
  EXPECT_EQ(trials, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(failures.take(), i);
  EXPECT_FALSE(failures.any());
}

TEST(Trouble, ATraceTellsEachProcess) {
  const std::string trace = trial_of([] { status_of(child_of([] { return 0; })); }).result.trace;
  EXPECT_THAT(trace, HasSubstr("process 1  fork\n"));
  EXPECT_THAT(trace, HasSubstr("process 1.1  begins\n"));
  EXPECT_THAT(trace, HasSubstr("process 1.1  _exit\n"));
}

}  // namespace
}  // namespace lockstep::process
