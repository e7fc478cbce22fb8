// SPDX-License-Identifier: MIT
// Shows how a bounded queue is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: a sleep costs nothing, and a time-out is exact.
#include "lessons/queue/bounded_queue.h"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(BoundedQueue, GivesItemsInTheOrderOfTheirPuts) {
  explore([] {
    auto queue = make_bounded_queue(2);
    EXPECT_TRUE(queue->put(1)) << "there was room";
    EXPECT_TRUE(queue->try_put(2)) << "there was room for one more";
    EXPECT_FALSE(queue->try_put(3)) << "the queue was full";
    EXPECT_EQ(queue->get(), 1) << "1 was put first";
    EXPECT_EQ(queue->try_get(), 2) << "2 was put next";
    EXPECT_EQ(queue->try_get(), std::nullopt) << "the queue was empty";
    EXPECT_THROW(make_bounded_queue(-1), std::invalid_argument);
  });
}

TEST(BoundedQueue, AProducerWaitsForRoom) {
  explore([] {
    auto queue = make_bounded_queue(1);
    std::thread producer([&] {
      for (int item = 1; item <= 3; ++item) queue->put(item);
    });
    for (int item = 1; item <= 3; ++item) {
      EXPECT_LE(queue->size(), 1) << "there is room for one item";
      EXPECT_EQ(queue->get(), item) << "one producer's items keep their order";
    }
    producer.join();
  });
}

TEST(BoundedQueue, CloseEndsTheConsumer) {
  explore([] {
    auto queue = make_bounded_queue(0);
    int taken = 0;
    std::thread consumer([&] {
      while (queue->get()) ++taken;
    });
    queue->put(1);
    queue->put(2);
    queue->close();
    EXPECT_FALSE(queue->put(3)) << "the queue was closed";
    consumer.join();
    EXPECT_EQ(taken, 2) << "what was put before close() can be taken after it";
  });
}

TEST(BoundedQueue, GivesUpAfterItsTimeout) {
  explore([] {
    auto queue = make_bounded_queue(1);
    const auto start = steady_clock::now();
    EXPECT_EQ(queue->get_for(milliseconds(20)), std::nullopt) << "there was no item";
    EXPECT_TRUE(steady_clock::now() - start >= milliseconds(20)) << "it gave up too early";
    EXPECT_TRUE(queue->put_for(7, milliseconds(20))) << "there was room";
    EXPECT_FALSE(queue->put_for(8, milliseconds(20))) << "there was no room";
    EXPECT_EQ(queue->get_for(milliseconds(20)), 7) << "there was an item";
  });
}

}  // namespace
}  // namespace lockstep
