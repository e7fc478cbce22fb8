// SPDX-License-Identifier: MIT
// Shows how a task is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time.
#include "lessons/coroutines/task.h"

#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

// A body that awaits it stands still until somebody opens it, and runs on within open().
struct Gate {
  std::coroutine_handle<> waiting;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> who) noexcept { waiting = who; }
  void await_resume() const noexcept {}
  void open() { waiting.resume(); }
};

Task square(int number) { co_return number* number; }

Task sum_of_squares(int one, int two) { co_return co_await square(one) + co_await square(two); }

Task failing() {
  throw std::runtime_error("no result");
  co_return 0;
}

Task behind(Gate& gate, int result) {
  co_await gate;
  co_return result;
}

TEST(Task, GivesItsResult) {
  EXPECT_EQ(sync_wait(square(3)), 9);
  EXPECT_EQ(sync_wait(sum_of_squares(3, 4)), 25);
}

TEST(Task, ThrowsWhatItsBodyThrows) { EXPECT_THROW(sync_wait(failing()), std::runtime_error); }

TEST(Task, StandsStillUntilItIsResumed) {
  Gate gate;
  Task task = behind(gate, 5);
  task.start();
  EXPECT_TRUE(gate.waiting) << "start() runs the body until it awaits something";
  gate.open();
  EXPECT_EQ(sync_wait(task), 5);
}

TEST(Task, EndsOnAnotherThread) {
  explore([] {
    Gate gate;
    Task task = behind(gate, 5);
    task.start();
    std::thread other([&] { gate.open(); });
    EXPECT_EQ(sync_wait(task), 5);  // sleeps until the other thread has run the body to its end
    other.join();
  });
}

TEST(Task, AwaitsOneAfterTheOther) {
  const auto many = []() -> Task {
    int sum = 0;
    for (int i = 0; i < 10'000; ++i) sum += co_await square(1);
    co_return sum;
  };
  EXPECT_EQ(sync_wait(many()), 10'000);
}

}  // namespace
}  // namespace lockstep
