// SPDX-License-Identifier: MIT
// What comes of trials that go wrong.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <stdexcept>
#include <thread>

#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

using explorer::Outcome;
using explorer::Result;
using testing::HasSubstr;

void expect(const Result& result, Outcome outcome, const char* words) {
  EXPECT_STREQ(explorer::outcome_name(result.outcome), explorer::outcome_name(outcome))
      << result.message;
  EXPECT_THAT(result.message, HasSubstr(words));
}

TEST(Outcome, ACheckThatFailsInAChildIsAWrongResult) {
  const Result result = trial_of([] { report(kCheckFailed, ""); }).result;
  expect(result, Outcome::kWrongResult, "a check failed");
}

TEST(Outcome, ASignalIsACrash) {
  expect(trial_of([] { raise(SIGSEGV); }).result, Outcome::kCrash, "Segmentation fault");
}

TEST(Outcome, AnExitBeforeTheEndIsLeavingEarly) {
  expect(trial_of([] { _exit(0); }).result, Outcome::kLeftEarly, "exit code 0");
}

TEST(Outcome, AChildThatIsWaitedForInVainIsALostWakeup) {
  const Result result = trial_of([] {
                          status_of(child_of([] {
                            pause();
                            return 0;
                          }));
                        }).result;
  expect(result, Outcome::kLostWakeup, "process 1 waits for the end of a child");
  EXPECT_THAT(result.message, HasSubstr("process 1.1 waits for a signal"));
}

TEST(Outcome, AFullPipeThatNobodyReadsIsALostWakeup) {
  const Result result = trial_of([] {
                          int ends[2];
                          EXPECT_EQ(pipe(ends), 0);
                          status_of(child_of([&] {
                            static char much[200'000];
                            return static_cast<int>(write(ends[1], much, sizeof much));
                          }));
                        }).result;
  expect(result, Outcome::kLostWakeup, "process 1.1 waits for writing to descriptor");
}

TEST(Outcome, AFileLockHeldByWhoWaitsForTheChildIsADeadlock) {
  const Result result =
      trial_of([] {
        const int file = open("/tmp/locked", O_RDWR | O_CREAT, 0600);
        flock(file, LOCK_EX);
        status_of(child_of([] { return flock(open("/tmp/locked", O_RDWR), LOCK_EX); }));
      }).result;
  unlink("/tmp/locked");
  expect(result, Outcome::kDeadlock, "process 1.1 waits for a lock on a file");
}

TEST(Outcome, WhatIsLeftBehindIsALeak) {
  const auto leaves = [](const std::function<void()>& body, const char* words) {
    expect(trial_of(body).result, Outcome::kLeak, words);
  };
  leaves([] { child_of(pause); }, "still there after the end: process 1.1 waits for a signal");
  leaves([] { EXPECT_GE(dup(0), 0); }, "descriptor");
  leaves([] { signal(SIGUSR1, SIG_IGN); }, "the handler of signal 10 is not");
  leaves([] { umask(0123); }, "the umask is not");
  leaves([] { EXPECT_EQ(chdir("/usr"), 0); }, "the working directory is not");
  leaves(
      [] {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigprocmask(SIG_BLOCK, &set, nullptr);
      },
      "the set of blocked signals is not");
}

TEST(Outcome, AHandlerThatIsPutBackIsNoLeak) {
  const auto leaves_nothing = [](const std::function<void()>& body) {
    const Result result = trial_of(body).result;
    EXPECT_EQ(result.outcome, Outcome::kPassed) << result.message;
  };
  leaves_nothing([] {
    struct sigaction before = {};
    struct sigaction mine = {};
    mine.sa_handler = [](int) {};
    sigaction(SIGUSR1, &mine, &before);
    sigaction(SIGUSR1, &before, nullptr);
  });
  leaves_nothing([] { signal(SIGUSR1, signal(SIGUSR1, SIG_IGN)); });
}

TEST(LeftBehind, NamesWhatIsNewChangedAndGone) {
  const Possessions before = {{"descriptor 1", "pipe:[1]"}, {"umask", "18"}};
  const Possessions after = {{"file /tmp/x", "exists"}, {"umask", "0"}};
  EXPECT_THAT(left_behind(before, after), testing::ElementsAre("file /tmp/x is left behind",
                                                               "the umask is not as it was before",
                                                               "descriptor 1 (pipe:[1]) is gone"));
  EXPECT_THAT(left_behind(before, before), testing::IsEmpty());
}

TEST(Outcome, AnOrphanThatStaysIsALeakAndIsEnded) {
  Notes notes;
  const Result result = trial_of([&] {
                          status_of(child_of([&] {
                            child_of([&] {
                              notes.post(getpid());
                              pause();
                              return 0;
                            });
                            return 0;
                          }));
                        }).result;
  expect(result, Outcome::kLeak, "process 1.1.1 waits for a signal");
  EXPECT_EQ(state_of(static_cast<pid_t>(notes.take())), 'X');
}

TEST(Outcome, AZombieIsALeak) {
  const Result result = trial_of([] { await_end(child_of([] { return 0; })); }).result;
  expect(result, Outcome::kLeak, "was not waited for");
}

TEST(Outcome, WorkWithoutAnEndIsNoProgress) {
  const Result result = trial_of([] {
                          for (volatile int i = 0;; i = i + 1) continue;
                        }).result;
  expect(result, Outcome::kNoProgress, "2 seconds");
}

TEST(Outcome, ThreadsOfAProcessAreSeenToSleepToo) {
  const Result result = trial_of([] {
                          int ends[2];
                          EXPECT_EQ(pipe(ends), 0);
                          std::thread reader([&] {
                            char c;
                            EXPECT_EQ(read(ends[0], &c, 1), 1);
                          });
                          reader.join();
                        }).result;
  expect(result, Outcome::kLostWakeup, "reading from descriptor");
}

TEST(Outcome, TheReportIsNotClosedByAccident) {
  const explorer::Result result = trial_of([] {
                                    for (int fd = 10; fd < 100; ++fd) close(fd);
                                    closefrom(10);
                                  }).result;
  EXPECT_EQ(result.outcome, explorer::Outcome::kPassed) << result.message;
}

}  // namespace
}  // namespace lockstep::process
