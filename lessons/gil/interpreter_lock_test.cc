// SPDX-License-Identifier: MIT
// Shows how an interpreter lock is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: none passes while a thread can run, so a sleep of 6 ms is a
// computation that takes exactly as long, and the others have waited exactly as long when it ends.
#include "lessons/gil/interpreter_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <system_error>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::this_thread::sleep_for;

// No time-out comes early: the cases below say when something must happen.
explorer::Options in_time() {
  explorer::Options options;
  options.early_timeouts = false;
  return options;
}

TEST(InterpreterLock, OneThreadAtATimeRuns) {
  explore([] {
    auto lock = make_interpreter_lock();
    int steps = 0;  // of the thread that has the lock
    const auto run = [&] {
      lock->take();
      ++steps;
      lock->safe_point();
      ++steps;
      lock->drop();
    };
    std::thread one(run);
    std::thread two(run);
    one.join();
    two.join();
    EXPECT_EQ(steps, 4) << "two threads ran at once";
  });
}

TEST(InterpreterLock, WhoWaitsAsksAfterAnInterval) {
  const auto body = [] {
    auto lock = make_interpreter_lock(milliseconds(5));
    lock->take();
    std::thread other([&] {
      lock->take();
      lock->drop();
    });
    sleep_for(milliseconds(4));
    EXPECT_FALSE(lock->drop_requested()) << "nobody has waited for 5 ms yet";
    sleep_for(milliseconds(2));
    EXPECT_TRUE(lock->drop_requested()) << "a thread has waited for more than 5 ms";
    lock->drop();
    lock->take();
    EXPECT_EQ(lock->switches(), 2) << "the other thread did not run in between";
    lock->drop();
    other.join();
  };
  explore(body, in_time());
}

TEST(InterpreterLock, WhoGivesUpTakesItsRequestAlong) {
  const auto body = [] {
    auto lock = make_interpreter_lock(milliseconds(5));
    lock->take();
    std::thread other([&] { EXPECT_FALSE(lock->take_for(milliseconds(7))) << "it was taken"; });
    sleep_for(milliseconds(6));
    EXPECT_TRUE(lock->drop_requested()) << "a thread has waited for more than 5 ms";
    sleep_for(milliseconds(2));
    EXPECT_FALSE(lock->drop_requested()) << "nobody waits any more";
    lock->drop();  // returns: there is nobody to wait for
    other.join();
  };
  explore(body, in_time());
}

TEST(InterpreterLock, RefusesWrongUse) {
  explore([] {
    auto lock = make_interpreter_lock();
    EXPECT_THROW(lock->drop(), std::system_error) << "the lock is free";
    lock->take();
    EXPECT_THROW(lock->take(), std::system_error) << "the thread has it already";
    lock->drop();
  });
}

// A real child of real threads, not explored: the one that has the lock is not in the child.
TEST(InterpreterLock, AForkedChildBeginsAnew) {
  auto lock = make_interpreter_lock(hours(1));
  std::thread other([&] { lock->take(); });
  other.join();
  const pid_t child = fork();
  if (child == 0) {
    alarm(10);  // ends a child that waits for a thread that is not there
    lock->after_fork_in_child();
    lock->drop();
    _exit(lock->take_for(milliseconds(0)) && lock->switches() == 0 ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0) << "the child cannot use the lock";
}

}  // namespace
}  // namespace lockstep
