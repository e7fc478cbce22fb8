// SPDX-License-Identifier: MIT
#include "autograder/process/trial.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "autograder/process/order.h"
#include "autograder/process/testing.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using process::child_of;
using process::status_of;

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

TEST(Order, AProcessEndsWithItsLastThread) {
  Gate end;
  const pid_t child = child_of([&] {
    std::thread([&] {
      end.pass();
      _exit(0);
    }).detach();
    return static_cast<int>(syscall(SYS_exit, 0));
  });
  while (states_of(child).find('Z') == std::string::npos) continue;
  EXPECT_TRUE(is_running(child));
  EXPECT_TRUE(await_asleep(child));
  end.open();
  EXPECT_FALSE(await_state(child, 'T'));
  EXPECT_FALSE(is_running(child));
  status_of(child);
}

// One that is stopped does not run either, but it goes on.
TEST(Order, AStopIsNotASleep) {
  constexpr int kStops = 100;
  Notes asleep;
  const pid_t child = child_of([&] {
    for (int i = 0; i < kStops; ++i) raise(SIGSTOP);
    asleep.post(1);
    return pause();
  });
  const pid_t waker = child_of([&] {
    while (await_state(child, 'T')) kill(child, SIGCONT);
    return 0;
  });
  EXPECT_TRUE(await_asleep(child));
  EXPECT_TRUE(asleep.any());
  kill(child, SIGKILL);
  status_of(child);
  status_of(waker);
}

// One that waits for an answer sleeps while the other one works for it.
TEST(Order, SeveralSleepAtOneMoment) {
  constexpr int kQuestions = 3;
  Notes questions;
  Notes answers;
  Notes done;
  const pid_t asks = child_of([&] {
    for (int i = 0; i < kQuestions; ++i) {
      questions.post(i);
      answers.take();
    }
    done.post(1);
    return pause();
  });
  const pid_t works = child_of([&] {
    for (;;) {
      const long question = questions.take();
      for (volatile int i = 0; i < 2'000'000; i = i + 1) continue;
      answers.post(question);
    }
    return 0;
  });
  EXPECT_TRUE(await_asleep({asks, works}));
  EXPECT_TRUE(done.any());
  for (const pid_t child : {asks, works}) {
    kill(child, SIGKILL);
    status_of(child);
  }
  EXPECT_FALSE(await_asleep({asks, works}));
}

TEST(Order, WhoRunsAndRunsIsNotAwaited) {
  const pid_t child = child_of([] {
    for (volatile int i = 0;; i = i + 1) continue;
    return 0;
  });
  EXPECT_FALSE(await_asleep(child, std::chrono::milliseconds(30)));
  kill(child, SIGKILL);
  status_of(child);
}

}  // namespace
}  // namespace lockstep
