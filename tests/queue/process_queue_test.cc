// SPDX-License-Identifier: MIT
// The claims of the exercise `process_queue` on what goes in and comes out.
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/queue/process_queue.h"
#include "tests/base/beside.h"
#include "tests/queue/processes.h"

namespace lockstep {
namespace {

CLAIM(ProcessQueue, ItemsLeaveInOrder, 6, "items leave as they were put, in that order") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  run_trials(
      [&] {
        const auto queue = make_process_queue(3, 300);
        const std::string items[] = {"one", "", every_byte, "", std::string("\0\n", 2), "six"};
        const pid_t child = waiting_child([&] {
          for (const std::string& item : items) EXPECT_TRUE(queue->put(item));
        });
        for (const std::string& item : items) {
          EXPECT_EQ(queue->get(), item) << because("an item is not what was put");
        }
        EXPECT_EQ(queue->try_get(), std::nullopt) << because("an item came that nobody put");
        ended_by_itself(child);
      },
      {.seeds = 4, .trouble = {}});
}

CLAIM(ProcessQueue, LargeItemsStayWhole, 7, "items larger than PIPE_BUF come whole, whoever puts") {
  const int stops = stop_at_each_call("1.1", [] {
    const auto queue = make_process_queue(2, 10'000);
    const std::string items[] = {large_item('a', 10'000), large_item('b', 9'000)};
    one_beside_another([&] { queue->put(items[0]); }, [&] { queue->put(items[1]); });
    const Item one = queue->get();
    const Item other = queue->get();
    EXPECT_TRUE((one == items[0] && other == items[1]) || (one == items[1] && other == items[0]))
        << because("a large item was cut, or mixed with another one");
  });
  EXPECT_GT(stops, 0);
  std::vector<std::string> items;
  for (const char name : {'a', 'b', 'c'}) items.push_back(large_item(name, 10'000));
  run_trials(
      [&] {
        const auto queue = make_process_queue(6, 10'000);
        const auto put_two = [&](const std::string& item) {
          return child_of([&] { EXPECT_TRUE(queue->put(item) && queue->put(item)); });
        };
        const auto take_two = [&] {
          for (int i = 0; i < 2; ++i) {
            const Item item = queue->get();
            EXPECT_TRUE(item && std::count(items.begin(), items.end(), *item) == 1)
                << because("a large item was cut, or mixed with another one");
          }
        };
        // First nobody takes while others put, then all at once.
        std::vector<pid_t> children;
        for (const std::string& item : items) children.push_back(put_two(item));
        for (const pid_t child : children) ended_by_itself(child);
        for (int i = 0; i < 2; ++i) take_two();
        const pid_t beside[] = {put_two(items[0]), child_of(take_two), child_of(take_two)};
        for (const pid_t child : beside) ended_by_itself(child);
        EXPECT_EQ(queue->try_get(), std::nullopt) << because("an item came that nobody put");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessQueue, EachItemIsTakenOnce, 6, "two that take get different items, and all of them") {
  // Of each size one; the bytes say which.
  const auto item_of = [](std::size_t size) {
    return std::string(size, static_cast<char>('0' + size));
  };
  const int stops = stop_at_each_call("1.1", [&] {
    const auto queue = make_process_queue(2, 8);
    queue->put(item_of(1));
    queue->put(item_of(2));
    Notes taken;
    const auto take = [&] {
      const Item item = queue->get();
      EXPECT_TRUE(item == item_of(1) || item == item_of(2))
          << because("an item is not what was put");
      taken.post(static_cast<long>(item->size()));
    };
    one_beside_another(take, take);
    EXPECT_EQ(taken.take() + taken.take(), 3) << because("an item was lost, or taken twice");
  });
  EXPECT_GT(stops, 0);
  run_trials(
      [&] {
        const auto queue = make_process_queue(2, 8);
        Notes taken;
        const auto take = [&] {
          while (const Item item = queue->get()) {
            EXPECT_EQ(*item, item_of(item->size())) << because("an item is not what was put");
            taken.post(1 << item->size());
          }
        };
        const pid_t one = child_of(take);
        const pid_t two = child_of(take);
        for (std::size_t size = 1; size <= 8; ++size) queue->put(item_of(size));
        queue->close();
        ended_by_itself(one);
        ended_by_itself(two);
        long sum = 0;
        while (taken.any()) sum += taken.take();
        EXPECT_EQ(sum, 0x1fe) << because("an item was lost, or taken twice");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessQueue, CapacityCountsItems, 6, "there is room for so many items, however large") {
  run_trials(
      [] {
        for (const int capacity : {1, 3}) {
          const auto queue = make_process_queue(capacity, 70'000);
          for (const std::string& item :
               {std::string(), std::string("x"), large_item('l', 70'000)}) {
            EXPECT_EQ(fill(*queue, item), capacity)
                << because("not as many items fit in as the capacity says");
            for (int i = 0; i < capacity; ++i) {
              EXPECT_TRUE(queue->try_get() == item) << because("an item is not what was put");
            }
          }
        }
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessQueue, EachDestroysItsOwn, 4,
      "who destroys its own queue takes nothing from the others") {
  run_trials(
      [] {
        auto queue = make_process_queue(1, 10);
        const pid_t getter = waiting_child([&] {
          EXPECT_EQ(queue->get(), "one") << because("another process has destroyed its own queue");
        });
        Gate gate;
        const pid_t putter = child_of([&] {
          gate.pass();
          EXPECT_TRUE(queue->put("one")) << because("another process has destroyed its own queue");
        });
        ended_by_itself(child_of([&] { queue.reset(); }));
        queue.reset();  // which was made here
        gate.open();
        ended_by_itself(putter);
        ended_by_itself(getter);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessQueue, WrongSizesAreErrors, 4, "wrong sizes are errors that change nothing") {
  for (const int capacity : {0, -1}) {
    EXPECT_THROW(make_process_queue(capacity, 10), std::invalid_argument)
        << because("a capacity of less than one item is no error");
  }
  EXPECT_THROW(make_process_queue(1, 0), std::invalid_argument)
      << because("items of no bytes at most are no error");
  run_trials(
      [] {
        const auto queue = make_process_queue(1, 10);
        const std::string too_large(11, 'x');
        EXPECT_THROW(queue->put(too_large), std::length_error)
            << because("an item that is too large is no error");
        EXPECT_THROW(queue->try_put(too_large), std::length_error)
            << because("an item that is too large is no error");
        EXPECT_EQ(queue->try_get(), std::nullopt) << because("a refused item is in the queue");
        EXPECT_TRUE(queue->try_put(std::string(10, 'x')))
            << because("a refused item has taken the room of another one");
        EXPECT_THROW(queue->try_put(too_large), std::length_error)
            << because("an item that is too large for a full queue is no error");
        EXPECT_THROW(queue->put_for(too_large, std::chrono::milliseconds(1)), std::length_error)
            << because("an item that is too large for a full queue is no error");
        queue->close();
        EXPECT_THROW(queue->put(too_large), std::length_error)
            << because("an item that is too large for a closed queue is no error");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessQueue, ARefusedPipeIsAnError, 4, "without descriptors the error is told") {
  const auto body = [] {
    try {
      const auto queue = make_process_queue(1, 10);
      EXPECT_TRUE(queue->put("one") && queue->get() == "one")
          << because("a queue was made without what it needs");
    } catch (const std::system_error& refused) {
      EXPECT_EQ(refused.code().value(), EMFILE) << because("the error is not the system's");
    }
  };
  fail_each("pipe", body);
  fail_each("open", body);
}

}  // namespace
}  // namespace lockstep
