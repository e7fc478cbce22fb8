// SPDX-License-Identifier: MIT
// The claims of the exercise `bounded_queue` on waiting and waking.
#include <atomic>
#include <chrono>
#include <latch>
#include <optional>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/queue/bounded_queue.h"
#include "tests/base/explore_claim.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::chrono::seconds;
using std::this_thread::yield;

CLAIM(BoundedQueue, EachLetsOneGo, 7, "each put and each get lets one more waiting thread go") {
  explore_claim([] {
    auto queue = make_bounded_queue(2);
    std::atomic<int> sum{0};
    const auto consume = [&] { sum += queue->get().value_or(-100); };
    together(consume, consume, [&] {
      queue->put(1);
      queue->put(2);
    });
    EXPECT_EQ(sum, 3) << because("two consumers did not get the two items");
  });
  explore_claim([] {
    auto queue = make_bounded_queue(2);
    queue->put(1);
    queue->put(2);
    const auto produce = [&] {
      EXPECT_TRUE(queue->put(3)) << because("an open queue refused an item");
    };
    together(produce, produce, [&] {
      queue->get();
      queue->get();
    });
    EXPECT_EQ(queue->size(), 2) << because("four items were put and two taken");
  });
}

CLAIM(BoundedQueue, WakesTheRightSide, 7, "a put wakes a consumer and a get wakes a producer") {
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    std::atomic<int> sum{0};
    const auto produce = [&] {
      queue->put(1);
      queue->put(1);
    };
    const auto consume = [&] {
      for (int item = 0; item < 2; ++item) sum += queue->get().value_or(-100);
    };
    together(produce, produce, consume, consume);
    EXPECT_EQ(sum, 4) << because("four items were put, and not four were taken");
  });
}

CLAIM(BoundedQueue, WokenThreadsLookAgain, 6, "a woken thread that comes too late waits on") {
  explore_claim([] {
    auto queue = make_bounded_queue(2);
    std::optional<int> got;
    std::optional<int> stolen;
    together([&] { got = queue->get(); },
             [&] {
               EXPECT_TRUE(queue->try_put(1)) << because("an empty queue refused an item");
               stolen = queue->try_get();
               if (!stolen) return;
               for (int turn = 0; turn < 4; ++turn) yield();
               EXPECT_TRUE(queue->try_put(2)) << because("an empty queue refused an item");
             });
    EXPECT_EQ(got, stolen ? 2 : 1)
        << because("a woken consumer went on though its item had been taken");
  });
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    queue->put(1);
    together([&] { queue->put(2); },
             [&] {
               EXPECT_EQ(queue->get(), 1) << because("the items came out in another order");
               if (!queue->try_put(3)) return;
               for (int turn = 0; turn < 4; ++turn) yield();
               EXPECT_EQ(queue->size(), 1)
                   << because("a woken producer went on though its room had been taken");
               EXPECT_EQ(queue->get(), 3) << because("the items came out in another order");
             });
    EXPECT_EQ(queue->get(), 2) << because("an item was lost");
  });
}

CLAIM(BoundedQueue, TryNeverWaits, 4, "try_put and try_get do not wait, also while others do") {
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    together([&] { queue->get(); },
             [&] {
               EXPECT_EQ(queue->try_get(), std::nullopt) << because("there was no item so far");
               EXPECT_EQ(queue->get_for(seconds(0)), std::nullopt)
                   << because("there was no item so far");
               EXPECT_TRUE(queue->try_put(1)) << because("there was room and the item was refused");
             });
    queue->put(1);
    together([&] { queue->put(2); },
             [&] {
               EXPECT_FALSE(queue->try_put(3)) << because("a full queue took one more item");
               EXPECT_FALSE(queue->put_for(3, seconds(0)))
                   << because("a full queue took one more item");
               EXPECT_EQ(queue->try_get(), 1) << because("there was an item and it was not given");
             });
  });
}

CLAIM(BoundedQueue, EachQueueWakesItsOwn, 3, "a put wakes who waits for this queue") {
  explore_claim([] {
    auto one = make_bounded_queue(1);
    auto other = make_bounded_queue(1);
    std::latch gone(1);
    together(
        [&] {
          one->get();
          gone.count_down();
        },
        [&] { other->get(); },
        [&] {
          one->put(1);
          gone.wait();
          other->put(2);
        });
  });
}

CLAIM(BoundedQueue, WaitingThreadsSleep, 5, "a waiting thread sleeps until it can go on") {
  const auto get = [](BoundedQueue& queue) { queue.get(); };
  const auto get_in_time = [](BoundedQueue& queue) { queue.get_for(seconds(4)); };
  const auto put = [](BoundedQueue& queue) { queue.put(2); };
  const auto put_in_time = [](BoundedQueue& queue) { queue.put_for(2, seconds(4)); };
  for (const auto wait : {+get, +get_in_time, +put, +put_in_time}) {
    const int items = wait == +put || wait == +put_in_time ? 1 : 0;
    const auto body = [wait, items] {
      auto queue = make_bounded_queue(1);
      if (items == 1) queue->put(1);
      together([&] { wait(*queue); },
               [&] {
                 work_long();
                 if (!queue->try_get()) queue->put(1);
               });
    };
    explore_sleep(body);
  }
}

}  // namespace
}  // namespace lockstep
