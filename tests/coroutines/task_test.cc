// SPDX-License-Identifier: MIT
// The claims of the exercise `task` on one thread: when the body runs, what comes out of it, how
// much stack it takes, and who frees its frame. Those on threads are in task_threads_test.cc.
#include "lessons/coroutines/task.h"

#include <pthread.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "autograder/harness/claim.h"
#include "tests/base/explore_few.h"
#include "tests/coroutines/alive.h"
#include "tests/coroutines/gate.h"

namespace lockstep {
namespace {

Task give(int result) { co_return result; }

Task mark(int* place, int mark) {
  *place = mark;
  co_return mark;
}

Task fail() {
  throw std::runtime_error("the body failed");
  co_return 0;
}

Task wait_for(Task& inner) { co_return co_await inner; }

Task pass(Gate& gate, int* begun, int result) {
  ++*begun;
  co_await gate;
  co_return result;
}

bool fails(Task& task) {
  try {
    sync_wait(task);
    return false;
  } catch (const std::runtime_error&) {
    return true;
  }
}

CLAIM(Task, IsLazy, 6, "the body begins with start(), co_await or sync_wait(), on that thread") {
  // Under the explorer for the sake of bodies that begin on a thread of their own.
  explore_few([] {
    int place = 0;
    Task started = mark(&place, 1);
    Task awaited = mark(&place, 2);
    Task waited_for = mark(&place, 3);
    Task moved = std::move(started);
    Task outer = wait_for(awaited);
    EXPECT_EQ(place, 0) << because("the body ran before anybody began it");
    moved.start();
    EXPECT_EQ(place, 1) << because("start() did not run the body");
    outer.start();
    EXPECT_EQ(place, 2) << because("co_await did not run the body");
    sync_wait(waited_for);
    EXPECT_EQ(place, 3) << because("sync_wait() did not run the body");
  });
}

CLAIM(Task, BeginsOnce, 6, "a body that has begun is not begun again") {
  Gate gate;
  int begun = 0;
  Task task = pass(gate, &begun, 7);
  task.start();
  ASSERT_TRUE(gate.has_somebody()) << because("start() did not run the body to its first wait");
  task.start();
  ASSERT_TRUE(gate.has_somebody()) << because("start() ran on a body that awaits something");
  Task outer = wait_for(task);
  outer.start();
  ASSERT_TRUE(gate.has_somebody()) << because("co_await ran on a body that awaits something");
  gate.open();
  EXPECT_EQ(begun, 1) << because("the body began more than once");
  task.start();
  EXPECT_EQ(sync_wait(outer), 7) << because("the result did not come to the one that awaited it");
}

CLAIM(Task, GivesItsResultToAll, 6, "the result comes out, and again when it is awaited again") {
  Task task = give(5);
  Task other = give(6);
  EXPECT_EQ(sync_wait(task), 5) << because("the result is not what the body gave");
  EXPECT_EQ(sync_wait(other), 6) << because("the result is not what the body gave");
  Task outer = wait_for(task);
  EXPECT_EQ(sync_wait(outer), 5) << because("a task that has ended gave another result");
  EXPECT_EQ(sync_wait(task), 5) << because("a task that has ended gave another result");
  EXPECT_EQ(sync_wait(outer), 5) << because("a task that has ended gave another result");
}

CLAIM(Task, ThrowsToAll, 8, "an exception comes out at every level, and again when awaited again") {
  Task task = fail();
  Task outer = wait_for(task);
  Task outermost = wait_for(outer);
  EXPECT_TRUE(fails(outermost)) << because("an exception did not come through three levels");
  EXPECT_TRUE(fails(task)) << because("an exception did not come out of sync_wait()");
  EXPECT_TRUE(fails(task)) << because("awaited again, the task did not throw again");
  Task again = wait_for(task);
  EXPECT_TRUE(fails(again)) << because("awaited again, the task did not throw again");
  const auto caught = [](Task& inner) -> Task {
    try {
      co_await inner;
    } catch (const std::runtime_error&) {
      co_return 1;
    }
    co_return 0;
  };
  Task started = fail();
  started.start();
  EXPECT_EQ(sync_wait(caught(started)), 1)
      << because("a task that had ended by an exception was awaited, and it was not thrown");
}

Task add(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await give(1);
  co_return sum;
}

Task chain(int length, Gate& gate) {
  if (length > 0) co_return 1 + co_await chain(length - 1, gate);
  co_await gate;
  co_return 0;
}

// On a thread with a stack of 256 KB, one 32nd of the usual: what takes any of it, n times in a row,
// shows after a 32nd of n.
void on_small_stack(void (*function)()) {
  pthread_attr_t attributes;
  pthread_t thread;
  const auto run = [](void* called) -> void* {
    (*static_cast<void (**)()>(called))();
    return nullptr;
  };
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &function), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

CLAIM(Task, AMillionTransfersTakeNoStack, 10, "tasks awaited one after the other take no stack") {
  // Each await is a transfer to the task and one back: as 1,300,000 of them on the usual stack.
  on_small_stack([] {
    EXPECT_EQ(sync_wait(add(20'000)), 20'000) << because("not every result was added");
  });
}

CLAIM(Task, ALongChainTakesNoStack, 8, "20,000 tasks that await each other take no stack") {
  on_small_stack([] {
    Gate gate;
    Task task = chain(20'000, gate);
    task.start();
    ASSERT_TRUE(gate.has_somebody()) << because("the innermost body was not reached");
    gate.open();
    EXPECT_EQ(sync_wait(task), 20'000) << because("not every task of the chain has ended");
  });
}

Task hold(Gate& gate, Alive) {
  const Alive variable;
  co_await gate;
  co_return 0;
}

Task outer_of(Gate& gate) { co_return co_await hold(gate, Alive()); }

CLAIM(Task, FrameIsFreed, 8, "the frame is freed: not begun, waiting, or at its end") {
  Gate gate;
  const auto not_begun = [&] { hold(gate, Alive()); };
  const auto waiting = [&] { hold(gate, Alive()).start(); };
  const auto waiting_inside = [&] { outer_of(gate).start(); };
  const auto ended = [&] {
    Task task = hold(gate, Alive());
    task.start();
    gate.open();
  };
  const auto moved = [&] {
    Task task = hold(gate, Alive());
    Task taken = std::move(task);
    taken.start();
  };
  const auto failed = [&] {
    Task task = fail();
    fails(task);
  };
  for (const std::function<void()> work :
       {std::function<void()>(not_begun), std::function<void()>(waiting),
        std::function<void()>(waiting_inside), std::function<void()>(ended),
        std::function<void()>(moved), std::function<void()>(failed)}) {
    const auto left = bytes_left_by(work);
    EXPECT_EQ(Alive::count(), 0) << because("a task is gone, and its frame is not freed");
    EXPECT_EQ(left, 0) << because("a task is gone, and not all of its memory");
  }
}

}  // namespace
}  // namespace lockstep
