// SPDX-License-Identifier: MIT
// Shows how a joinable queue is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time.
#include "lessons/queue/joinable_queue.h"

#include <optional>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

TEST(JoinableQueue, IsAQueue) {
  explore([] {
    auto queue = make_joinable_queue(0);
    EXPECT_EQ(queue->try_get(), std::nullopt) << "nothing was put so far";
    queue->put(1);
    queue->put(2);
    EXPECT_EQ(queue->get(), 1) << "1 was put first";
    EXPECT_EQ(queue->try_get(), 2) << "2 was put next";
    EXPECT_THROW(make_joinable_queue(-1), std::invalid_argument);
  });
}

TEST(JoinableQueue, JoinWaitsUntilTheWorkIsDone) {
  explore([] {
    auto queue = make_joinable_queue(1);
    int done = 0;
    std::thread worker([&] {
      for (int task = 0; task < 2; ++task) {
        queue->get();
        ++done;
        queue->task_done();
      }
    });
    queue->put(1);
    queue->put(2);
    queue->join();
    EXPECT_EQ(done, 2) << "join() returned before both tasks were done";
    worker.join();
  });
}

TEST(JoinableQueue, RefusesATaskDoneTooMany) {
  explore([] {
    auto queue = make_joinable_queue(0);
    EXPECT_THROW(queue->task_done(), std::logic_error) << "no item is unfinished";
    queue->put(1);
    queue->get();
    queue->task_done();
    EXPECT_THROW(queue->task_done(), std::logic_error) << "the only item is finished";
    queue->join();
  });
}

}  // namespace
}  // namespace lockstep
