// SPDX-License-Identifier: MIT
// The claims of the exercise `task` on threads: a task ends on one while another begins to wait.
#include <functional>
#include <optional>
#include <stdexcept>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/coroutines/task.h"
#include "tests/base/explore_claim.h"
#include "tests/base/explore_few.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"
#include "tests/coroutines/gate.h"

namespace lockstep {
namespace {

// The result is plain memory that only the body writes.
Task pass(Gate& gate, int* written) {
  co_await gate;
  *written = 7;
  co_return 8;
}

Task fail_behind(Gate& gate) {
  co_await gate;
  throw std::runtime_error("the body failed");
}

Task wait_for(Task& inner, const int& written, int* seen) {
  const int result = co_await inner;
  *seen = written;
  co_return result;
}

CLAIM(Task, EndsWhileAThreadBeginsToWait, 10,
      "a thread that waits in sync_wait() learns of the end, on whatever thread it comes") {
  explore_claim([] {
    Gate gate;
    int written = 0;
    Task task = pass(gate, &written);
    task.start();
    together([&] { gate.open(); },
             [&] {
               EXPECT_EQ(sync_wait(task), 8) << because("the result is not what the body gave");
               EXPECT_EQ(written, 7) << because("what the body did is not seen");
             });
  });
}

CLAIM(Task, EndsWhileACoroutineBeginsToWait, 10,
      "a coroutine that awaits a task goes on when it has ended, on whatever thread that comes") {
  explore_claim([] {
    Gate gate;
    int written = 0;
    int seen = 0;
    Task task = pass(gate, &written);
    task.start();
    Task outer = wait_for(task, written, &seen);
    together([&] { gate.open(); }, [&] { outer.start(); });
    EXPECT_EQ(seen, 7) << because("both threads are done, and the coroutine did not go on");
    EXPECT_EQ(sync_wait(outer), 8) << because("the result is not what the body gave");
  });
}

CLAIM(Task, MayBeDestroyedByWhoeverGotTheResult, 8,
      "whoever got the result may destroy the task at once") {
  explore_few([] {
    Gate gate;
    int written = 0;
    std::optional<Task> task(pass(gate, &written));
    task->start();
    together([&] { gate.open(); },
             [&] {
               sync_wait(*task);
               task.reset();
             });
  });
  explore_few([] {
    Gate gate;
    int written = 0;
    std::optional<Task> task(pass(gate, &written));
    task->start();
    const auto take = [](std::optional<Task>& inner) -> Task {
      const int result = co_await *inner;
      inner.reset();
      co_return result;
    };
    Task outer = take(task);
    together([&] { gate.open(); }, [&] { outer.start(); });
    EXPECT_EQ(sync_wait(outer), 8) << because("the result is not what the body gave");
  });
}

CLAIM(Task, ExceptionsGoFromThreadToThread, 4, "an exception reaches a thread that waits") {
  explore_few([] {
    Gate gate;
    Task task = fail_behind(gate);
    task.start();
    together([&] { gate.open(); },
             [&] {
               EXPECT_THROW(sync_wait(task), std::runtime_error)
                   << because("the body failed, and sync_wait() did not throw");
             });
  });
}

CLAIM(Task, TasksDoNotDisturbEachOther, 6, "several threads wait, each for its own task") {
  explore_few([] {
    Gate gates[2];
    int written[2] = {};
    Task one = pass(gates[0], &written[0]);
    Task two = pass(gates[1], &written[1]);
    one.start();
    two.start();
    together(
        [&] {
          sync_wait(one);
          EXPECT_EQ(written[0], 7) << because("sync_wait() returned before its task had ended");
        },
        [&] {
          sync_wait(two);
          EXPECT_EQ(written[1], 7) << because("sync_wait() returned before its task had ended");
        },
        [&] {
          gates[1].open();
          gates[0].open();
        });
  });
}

CLAIM(Task, WaitingThreadsSleep, 6, "a thread in sync_wait() sleeps until the task has ended") {
  explore_sleep([] {
    Gate gate;
    int written = 0;
    Task task = pass(gate, &written);
    task.start();
    together([&] { sync_wait(task); },
             [&] {
               work_long();
               gate.open();
             });
  });
}

CLAIM(Task, GoesOnWhereTheTaskEnded, 4, "the awaiting coroutine goes on on the thread of the end") {
  explore_claim([] {
    Gate gate;
    int written = 0;
    int seen = 0;
    Task task = pass(gate, &written);
    Task outer = wait_for(task, written, &seen);
    outer.start();
    together([&] {
      gate.open();
      EXPECT_EQ(seen, 7) << because("the task has ended, and the one that awaits it did not go on");
    });
  });
}

}  // namespace
}  // namespace lockstep
