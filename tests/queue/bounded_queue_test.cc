// SPDX-License-Identifier: MIT
// The claims of the exercise `bounded_queue` on what it holds: order, capacity, hints. Those on
// waking are in bounded_queue_waking_test.cc, those on closing in bounded_queue_closing_test.cc,
// those on time-outs in bounded_queue_timeout_test.cc.
//
// All run under the explorer, also those with one thread: a thread that waits for ever is found at
// once there.
#include "lessons/queue/bounded_queue.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"
#include "tests/queue/queue_history.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::seconds;

CLAIM(BoundedQueue, KeepsTheOrder, 5, "items leave in the order in which they were put") {
  explore([] {
    auto queue = make_bounded_queue(3);
    EXPECT_TRUE(queue->put(1) && queue->try_put(2) && queue->put_for(3, seconds(1)))
        << because("a queue for three items did not take three");
    EXPECT_FALSE(queue->try_put(4)) << because("a full queue took one more item");
    EXPECT_EQ(queue->get(), 1) << because("the first item was not the first one out");
    EXPECT_TRUE(queue->put(5)) << because("there was room again and the item was refused");
    EXPECT_EQ(queue->try_get(), 2) << because("the items came out in another order");
    EXPECT_EQ(queue->get_for(seconds(1)), 3) << because("the items came out in another order");
    EXPECT_EQ(queue->get(), 5) << because("the items came out in another order");
    EXPECT_EQ(queue->try_get(), std::nullopt) << because("an empty queue gave an item");
  });
}

CLAIM(BoundedQueue, CapacityZeroIsUnbounded, 4, "capacity 0 is unbounded, below 0 an error") {
  explore([] {
    auto queue = make_bounded_queue(0);
    for (int item = 0; item < 200; ++item) {
      ASSERT_FALSE(queue->full()) << because("a queue without bound says that it is full");
      const bool accepted = item % 2 == 0 ? queue->try_put(item) : queue->put(item);
      ASSERT_TRUE(accepted) << because("a queue without bound refused an item");
    }
    EXPECT_EQ(queue->size(), 200) << because("200 items were put, and none was taken");
    for (int item = 0; item < 200; ++item) {
      ASSERT_EQ(queue->get(), item) << because("an item was lost, or came out of order");
    }
    EXPECT_THROW(make_bounded_queue(-1), std::invalid_argument)
        << because("a negative capacity must throw std::invalid_argument");
  });
}

CLAIM(BoundedQueue, SizeEmptyAndFullAgree, 5, "size, empty and full tell what the queue holds") {
  explore([] {
    auto queue = make_bounded_queue(2);
    for (const int held : {0, 1, 2}) {
      EXPECT_EQ(queue->size(), held) << because("size() is not the number of items");
      EXPECT_EQ(queue->empty(), held == 0) << because("empty() is not what size() says");
      EXPECT_EQ(queue->full(), held == 2) << because("full() is not what size() says");
      queue->try_put(held);
    }
    EXPECT_EQ(queue->size(), 2) << because("a put that was refused changed the size");
    queue->close();
    queue->get();
    EXPECT_FALSE(queue->full()) << because("full() after close() is not what size() says");
    queue->get();
    EXPECT_EQ(queue->size(), 0) << because("size() is not the number of items");
    EXPECT_TRUE(queue->empty()) << because("empty() is not what size() says");
  });
}

CLAIM(BoundedQueue, SizeStaysWithinTheCapacity, 5, "size is from 0 to the capacity at any moment") {
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    std::optional<int> first;
    std::optional<int> second;
    together([&] { queue->put(1); }, [&] { queue->put(2); },
             [&] {
               first = queue->get();
               second = queue->get();
             },
             [&] {
               for (int look = 0; look < 2; ++look) {
                 const int size = queue->size();
                 EXPECT_GE(size, 0) << because("size() was below 0");
                 EXPECT_LE(size, 1) << because("size() was above the capacity");
               }
               queue->empty();
               queue->full();
               queue->is_closed();
             });
    EXPECT_TRUE((first == 1 && second == 2) || (first == 2 && second == 1))
        << because("two items were put, and not each of them came out once");
  });
}

// Puts and gets that overlap, on a queue that is full now and then.
void puts_and_gets(BoundedQueue& queue, QueueHistory& history) {
  together(
      [&] {
        history.put_for(queue, 1, milliseconds(1));
        history.try_put(queue, 2);
      },
      [&] {
        history.try_put(queue, 3);
        history.put_for(queue, 4, milliseconds(1));
      },
      [&] {
        history.get_for(queue, milliseconds(1));
        history.try_get(queue);
      });
}

// More items than threads that wait for one: the items that are left must not be passed.
void hand_over(BoundedQueue& queue, QueueHistory& history) {
  together([&] { history.get(queue); }, [&] { history.get_for(queue, seconds(1)); },
           [&] {
             history.put(queue, 1);
             history.put(queue, 2);
             history.try_put(queue, 3);
           });
}

// What is tried beside a put finds room or an item, and not neither of both.
void tries_beside_a_put(BoundedQueue& queue, QueueHistory& history) {
  together([&] { history.put_for(queue, 1, milliseconds(1)); },
           [&] {
             history.try_put(queue, 2);
             history.try_get(queue);
           });
}

CLAIM(BoundedQueue, ActsOneCallAtATime, 8, "calls that overlap act as one after the other") {
  struct Situation {
    void (*calls)(BoundedQueue& queue, QueueHistory& history);
    int capacity;
  };
  for (const Situation& situation : {Situation{tries_beside_a_put, 1}, Situation{puts_and_gets, 1},
                                     Situation{puts_and_gets, 2}, Situation{hand_over, 2}}) {
    explore_claim([&situation] {
      auto queue = make_bounded_queue(situation.capacity);
      QueueHistory history;
      situation.calls(*queue, history);
      history.expect_an_order(*queue, situation.capacity);
    });
  }
}

CLAIM(BoundedQueue, ShowsWhatWasWrittenBefore, 4, "what was written before a put is seen later") {
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    int letter = 0;  // goes along with the item
    together(
        [&] {
          letter = 7;
          queue->put(1);
        },
        [&] {
          std::optional<int> item = queue->try_get();
          if (!item) item = queue->get();
          EXPECT_EQ(letter, 7) << because("a write made before a put was not seen");
        });
  });
}

}  // namespace
}  // namespace lockstep
