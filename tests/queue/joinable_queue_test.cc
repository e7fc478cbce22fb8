// SPDX-License-Identifier: MIT
// The claims of the exercise `joinable_queue` on the queue and on task_done(). Those on join() are
// in joinable_queue_join_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/queue/joinable_queue.h"

#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using explorer::explore;

CLAIM(JoinableQueue, KeepsTheOrder, 6, "items leave in the order in which they were put") {
  explore([] {
    auto queue = make_joinable_queue(2);
    EXPECT_EQ(queue->try_get(), std::nullopt) << because("an empty queue gave an item");
    queue->put(1);
    queue->put(2);
    EXPECT_EQ(queue->get(), 1) << because("the first item was not the first one out");
    queue->put(3);
    EXPECT_EQ(queue->try_get(), 2) << because("the items came out in another order");
    EXPECT_EQ(queue->get(), 3) << because("the items came out in another order");
    EXPECT_EQ(queue->try_get(), std::nullopt) << because("an empty queue gave an item");
  });
}

CLAIM(JoinableQueue, CapacityZeroIsUnbounded, 4, "capacity 0 is unbounded, below 0 an error") {
  explore([] {
    auto queue = make_joinable_queue(0);
    for (int item = 0; item < 200; ++item) queue->put(item);
    for (int item = 0; item < 200; ++item) {
      ASSERT_EQ(queue->try_get(), item) << because("an item was lost, or came out of order");
    }
    EXPECT_THROW(make_joinable_queue(-1), std::invalid_argument)
        << because("a negative capacity must throw std::invalid_argument");
  });
}

CLAIM(JoinableQueue, NeverAboveItsCapacity, 5, "put waits while the queue is full") {
  explore_claim([] {
    auto queue = make_joinable_queue(1);
    std::atomic<int> put{0};
    std::atomic<int> taken{0};
    together(
        [&] {
          for (int item = 1; item <= 3; ++item) {
            queue->put(item);
            EXPECT_LE(++put, taken + 1) << because("the queue took more items than it can hold");
          }
        },
        [&] {
          for (int item = 1; item <= 3; ++item) {
            ++taken;  // before it is taken, so that the count is never too low
            EXPECT_EQ(queue->get(), item) << because("an item was lost, or came out of order");
          }
        });
    // Nobody calls task_done() here: taking makes the room, not finishing.
    const auto produce = [&] { queue->put(1); };
    together(produce, produce, [&] {
      queue->get();
      queue->get();
    });
    EXPECT_EQ(queue->try_get(), std::nullopt) << because("an empty queue gave an item");
  });
}

CLAIM(JoinableQueue, WakesTheRightSide, 6, "puts and gets let each other's threads go on") {
  explore_claim([] {
    auto queue = make_joinable_queue(1);
    std::atomic<int> sum{0};
    const auto produce = [&] {
      queue->put(1);
      queue->put(1);
    };
    const auto consume = [&] {
      sum += queue->get();
      sum += queue->get();
    };
    together(produce, produce, consume, consume);
    EXPECT_EQ(sum, 4) << because("four items were put, and not four were taken");
  });
}

CLAIM(JoinableQueue, RefusesOneTooMany, 10, "task_done without an unfinished item is an error") {
  explore([] {
    auto queue = make_joinable_queue(0);
    for (int round = 0; round < 2; ++round) {
      EXPECT_THROW(queue->task_done(), std::logic_error)
          << because("task_done() with no unfinished item must throw std::logic_error");
      queue->put(1);
      queue->put(2);
      queue->get();
      EXPECT_NO_THROW(queue->task_done()) << because("an item was unfinished");
      // Which item is done, and whether it was taken, is not the queue's business.
      EXPECT_NO_THROW(queue->task_done()) << because("an item was unfinished");
      queue->get();
    }
    EXPECT_THROW(queue->task_done(), std::logic_error)
        << because("task_done() with no unfinished item must throw std::logic_error");
    queue->join();
  });
}

// Calls task_done(); whether it failed.
bool is_refused(JoinableQueue& queue) {
  try {
    queue.task_done();
    return false;
  } catch (const std::logic_error&) {
    return true;
  }
}

CLAIM(JoinableQueue, RefusalChangesNothing, 7, "a refused task_done changes nothing") {
  explore_claim([] {
    auto queue = make_joinable_queue(0);
    EXPECT_THROW(queue->task_done(), std::logic_error)
        << because("task_done() with no unfinished item must throw std::logic_error");
    queue->put(1);
    std::atomic<bool> done{false};
    together(
        [&] {
          queue->join();
          EXPECT_TRUE(done) << because("join() returned before the item was done");
        },
        [&] {
          done = true;
          EXPECT_NO_THROW(queue->task_done()) << because("an item was unfinished");
        });
  });
  // Exactly one is refused: the first one if it comes too early, else the other one. Never both, as
  // when the first one counts down for a moment.
  explore_claim([] {
    auto queue = make_joinable_queue(0);
    std::atomic<int> refused{0};
    together([&] { refused += is_refused(*queue); },
             [&] {
               queue->put(1);
               refused += is_refused(*queue);
             });
    EXPECT_EQ(refused, 1) << because(
        "one item was put, and of two calls of task_done() not exactly one was refused");
  });
}

CLAIM(JoinableQueue, OneItemIsDoneOnce, 7, "of two calls of task_done for one item one fails") {
  explore_claim([] {
    auto queue = make_joinable_queue(0);
    queue->put(1);
    std::atomic<int> refused{0};
    const auto finish = [&] { refused += is_refused(*queue); };
    together(finish, finish);
    EXPECT_EQ(refused, 1) << because("one item was unfinished, and not one of two calls failed");
    queue->join();
  });
}

CLAIM(JoinableQueue, CountsBeforeItGives, 8, "an item counts as soon as it can be taken") {
  explore_claim([] {
    auto queue = make_joinable_queue(1);
    together(
        [&] {
          queue->put(1);
          queue->put(2);
        },
        [&] {
          for (int item = 0; item < 2; ++item) {
            queue->get();
            EXPECT_NO_THROW(queue->task_done())
                << because("the item that was just taken did not count as unfinished");
          }
        });
  });
}

}  // namespace
}  // namespace lockstep
