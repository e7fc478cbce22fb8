// SPDX-License-Identifier: MIT
// The claims of the exercise `bounded_queue` on closing.
#include <chrono>
#include <optional>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/queue/bounded_queue.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/queue/queue_history.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::steady_clock;

CLAIM(BoundedQueue, ClosedGivesWhatIsLeft, 6,
      "a closed queue refuses items and gives what is left") {
  explore([] {
    auto queue = make_bounded_queue(4);
    for (const int item : {1, 2, 3}) queue->put(item);
    EXPECT_FALSE(queue->is_closed()) << because("nobody closed the queue");
    queue->close();
    queue->close();
    EXPECT_TRUE(queue->is_closed()) << because("the queue was closed");
    EXPECT_FALSE(queue->put(4)) << because("a closed queue accepted an item");
    EXPECT_FALSE(queue->try_put(4)) << because("a closed queue accepted an item");
    EXPECT_FALSE(queue->put_for(4, hours(1))) << because("a closed queue accepted an item");
    EXPECT_EQ(queue->get(), 1) << because("an item that was left could not be taken");
    EXPECT_EQ(queue->try_get(), 2) << because("an item that was left could not be taken");
    EXPECT_EQ(queue->get_for(hours(1)), 3) << because("an item that was left could not be taken");
    const auto begin = steady_clock::now();
    EXPECT_EQ(queue->get(), std::nullopt) << because("a closed and empty queue gave an item");
    EXPECT_EQ(queue->try_get(), std::nullopt) << because("a closed and empty queue gave an item");
    EXPECT_EQ(queue->get_for(hours(1)), std::nullopt)
        << because("a closed and empty queue gave an item");
    EXPECT_LE(steady_clock::now() - begin, seconds(1))
        << because("a thread waited in a closed queue for an item");
  });
  // The end comes right after the item for which the thread waits. It waits in vain only when an
  // hour goes by, and none does while a thread can run.
  const auto get = [](BoundedQueue& queue) { return queue.get(); };
  const auto get_for = [](BoundedQueue& queue) { return queue.get_for(hours(1)); };
  for (const auto wait : {+get, +get_for}) {
    const auto body = [wait] {
      auto queue = make_bounded_queue(1);
      together(
          [&] {
            EXPECT_EQ(wait(*queue), 1) << because("an item that was left could not be taken");
          },
          [&] {
            queue->put(1);
            queue->close();
          });
    };
    explore_claim(body, in_time());
  }
}

CLAIM(BoundedQueue, CloseWakesAll, 8, "close wakes every thread that waits") {
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    const auto get = [&] {
      EXPECT_EQ(queue->get(), std::nullopt) << because("nobody put an item");
    };
    together(get, get, [&] { queue->close(); });
  });
  explore_claim([] {
    auto queue = make_bounded_queue(1);
    queue->put(1);
    const auto put = [&] {
      EXPECT_FALSE(queue->put(2)) << because("a queue without room accepted an item");
    };
    together(put, put, [&] { queue->close(); });
  });
  // Who waits with a time-out must not need it.
  explore_claim(
      [] {
        auto empty = make_bounded_queue(1);
        auto full = make_bounded_queue(1);
        full->put(1);
        const auto begin = steady_clock::now();
        together([&] { empty->get_for(hours(1)); }, [&] { full->put_for(2, hours(1)); },
                 [&] {
                   empty->close();
                   full->close();
                 });
        EXPECT_LE(steady_clock::now() - begin, seconds(2))
            << because("a thread that waits with a time-out waited on after close()");
        EXPECT_EQ(full->size(), 1) << because("a queue without room accepted an item");
      },
      in_time());
}

// Items come and the end comes, perhaps before a consumer that waits has looked.
void producer_closes(BoundedQueue& queue, QueueHistory& history) {
  const auto consume = [&] {  // the two items and the end, at most
    for (int calls = 0; calls < 3 && history.get(queue); ++calls) continue;
  };
  together(consume, consume, [&] {
    history.put(queue, 1);
    history.put(queue, 2);
    history.close(queue);
  });
}

// The end comes while a producer waits for room, and room comes after the end.
void consumer_closes(BoundedQueue& queue, QueueHistory& history) {
  history.put(queue, 1);
  together([&] { history.put(queue, 2); }, [&] { history.put_for(queue, 3, seconds(1)); },
           [&] {
             history.close(queue);
             history.get(queue);
             history.get(queue);
           });
}

CLAIM(BoundedQueue, ClosesAtOneMoment, 7, "items are accepted up to one moment, and not after it") {
  for (const auto calls : {producer_closes, consumer_closes}) {
    explore_claim([calls] {
      auto queue = make_bounded_queue(1);
      QueueHistory history;
      calls(*queue, history);
      history.expect_an_order(*queue, 1);
    });
  }
}

}  // namespace
}  // namespace lockstep
