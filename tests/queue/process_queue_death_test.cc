// SPDX-License-Identifier: MIT
// The claims of the exercise `process_queue` on processes that are killed.
#include <signal.h>

#include <algorithm>
#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/queue/process_queue.h"
#include "tests/queue/processes.h"

namespace lockstep {
namespace {

CLAIM(ProcessQueue, AWaitingReaderMayBeKilled, 6,
      "a reader that is killed while it waits, or between two items, harms nobody") {
  run_trials(
      [] {
        const auto queue = make_process_queue(1, 10);
        const pid_t asleep = waiting_child([&] { queue->get(); });
        const pid_t other = waiting_child([&] { EXPECT_EQ(queue->get(), "one"); });
        kill_child(asleep);
        queue->put("one");
        ended_by_itself(other);
        Gate gate;
        Notes notes;
        const pid_t between = child_of([&] {
          EXPECT_EQ(queue->get(), "two");
          notes.post(1);
          gate.pass();
        });
        queue->put("two");
        notes.take();
        kill_child(between);
        EXPECT_EQ(fill(*queue, "x"), 1) << because("there was room for one item, and not one fits");
        EXPECT_EQ(queue->get(), "x") << because("an item was lost");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessQueue, AWaitingWriterMayBeKilled, 6,
      "a writer that is killed while it waits takes no room along") {
  run_trials(
      [] {
        const auto queue = make_process_queue(2, 10);
        fill(*queue, "x");
        const pid_t asleep = waiting_child([&] { queue->put("y"); });
        const pid_t other = waiting_child([&] { EXPECT_TRUE(queue->put("z")); });
        kill_child(asleep);
        EXPECT_EQ(queue->get(), "x") << because("an item was lost");
        ended_by_itself(other);
        EXPECT_TRUE(queue->get() == "x" && queue->get() == "z" && !queue->try_get())
            << because("an item was lost, or came that nobody put");
        EXPECT_EQ(fill(*queue, "x"), 2) << because("the queue has lost room");
      },
      {.seeds = 1, .trouble = {}});
}

using Items = std::vector<std::string>;

// What is left of a queue after a process was killed, and whether the queue is broken.
struct Rest {
  Items items;
  bool broken = false;
};

void take_rest(ProcessQueue& queue, Rest& rest) {
  try {
    while (Item item = queue.try_get()) rest.items.push_back(*std::move(item));
  } catch (const BrokenQueue&) {
    rest.broken = true;
  }
}

// A call in a child of its own, which may find the queue broken.
pid_t child_with(const std::function<void()>& call) {
  return child_of([&] {
    try {
      call();
    } catch (const BrokenQueue&) {
    }
  });
}

// Whether the rest is what `all` ends with, or, in a broken queue, a part of that.
bool is_end_of(const Items& all, const Rest& rest) {
  for (std::size_t from = 0; from <= all.size(); ++from) {
    const Items end(all.begin() + static_cast<long>(from), all.end());
    if (rest.items == end) return true;
    if (rest.broken && rest.items.size() < end.size() &&
        std::equal(rest.items.begin(), rest.items.end(), end.begin())) {
      return true;
    }
  }
  return false;
}

// The queue is empty now. It works, or says to everybody that it is broken.
void expect_works_or_is_broken(ProcessQueue& queue, const Rest& rest) {
  if (rest.broken) {
    EXPECT_THROW(queue.put("x"), BrokenQueue) << because("a broken queue works again");
    EXPECT_THROW(queue.get(), BrokenQueue) << because("a broken queue works again");
    return;
  }
  EXPECT_EQ(fill(queue, "x"), 2) << because("a process was killed, and the queue has lost room");
  EXPECT_EQ(queue.get(), "x") << because("after a process was killed an item was not what was put");
}

CLAIM(ProcessQueue, AReaderMayDieAnywhere, 6,
      "a reader is killed at any moment: nobody hangs, and no item comes in part") {
  const Items all = {"one", large_item('2', 10'000), "last"};
  kill_at_each_call("1.1", [&] {
    const auto queue = make_process_queue(2, 10'000);
    Gate gate;
    const pid_t dies = child_of([&] {
      gate.pass();
      queue->get();
      queue->get();
    });
    queue->put(all[0]);
    queue->put(all[1]);
    const pid_t writer = child_with([&] { queue->put(all[2]); });
    await_asleep(writer);
    gate.open();
    ended_by_itself(dies);
    Rest rest;
    if (await_asleep(writer)) {
      try {
        EXPECT_FALSE(queue->try_put("x")) << because("a writer sleeps on though there is room");
      } catch (const BrokenQueue&) {
      }
    }
    take_rest(*queue, rest);
    ended_by_itself(writer);
    take_rest(*queue, rest);
    EXPECT_TRUE(is_end_of(all, rest))
        << because("a reader was killed, and then an item was lost, or came twice, or in part");
    expect_works_or_is_broken(*queue, rest);
  });
}

CLAIM(ProcessQueue, AWriterMayDieAnywhere, 7,
      "a writer is killed at any moment: nobody hangs, and no item comes in part") {
  const Items puts = {"one", large_item('2', 10'000)};
  kill_at_each_call("1.1", [&] {
    const auto queue = make_process_queue(2, 10'000);
    Gate gate;
    const pid_t dies = child_of([&] {
      gate.pass();
      for (const std::string& item : puts) queue->put(item);
    });
    const pid_t reader = child_with([&] {
      const Item item = queue->get();
      EXPECT_TRUE(item == puts[0] || item == "last") << because("an item came in part");
    });
    await_asleep(reader);
    gate.open();
    const bool put_both = ended_by_itself(dies);
    Rest rest;
    if (await_asleep(reader)) {
      try {
        EXPECT_EQ(queue->try_get(), std::nullopt) << because("a reader sleeps beside an item");
      } catch (const BrokenQueue&) {
      }
    }
    try {
      queue->put("last");
    } catch (const BrokenQueue&) {
      rest.broken = true;
    }
    ended_by_itself(reader);
    take_rest(*queue, rest);
    EXPECT_TRUE(is_end_of({puts[1], "last"}, rest))
        << because("a writer was killed, and then an item was lost, or came in part");
    EXPECT_TRUE(!put_both || rest.items.size() == 2) << because("an item was lost");
    expect_works_or_is_broken(*queue, rest);
  });
}

}  // namespace
}  // namespace lockstep
