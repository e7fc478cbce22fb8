// SPDX-License-Identifier: MIT
// The claims of the exercise `process_queue` on waiting and closing.
#include <signal.h>

#include <chrono>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/queue/process_queue.h"
#include "tests/queue/processes.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Children that stop between two calls while the others go on, and no other trouble.
constexpr Trouble kStops = {
    .interrupted = false, .short_moves = false, .late_signals = false, .stops = 8};

CLAIM(ProcessQueue, WhoWaitsSleepsUntilItCanGoOn, 6,
      "an item and room each wake who waits for it") {
  run_trials(
      [] {
        const auto queue = make_process_queue(1, 10);
        const auto takes = [&] { EXPECT_TRUE(queue->get()); };
        const auto puts = [&] { EXPECT_TRUE(queue->put("x")); };
        const pid_t getters[] = {waiting_child(takes), waiting_child(takes)};
        puts();
        puts();
        for (const pid_t child : getters) ended_by_itself(child);
        puts();
        const pid_t putters[] = {waiting_child(puts), waiting_child(puts)};
        takes();
        takes();
        for (const pid_t child : putters) ended_by_itself(child);
        EXPECT_EQ(queue->get(), "x") << because("an item was lost");
        EXPECT_EQ(queue->try_get(), std::nullopt) << because("an item came that nobody put");
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(ProcessQueue, NoWakeupIsMissed, 4,
      "what comes just before a process falls asleep is not missed") {
  for (const bool is_full : {false, true}) {
    const int stops = stop_at_each_call("1.1", [&] {
      const auto queue = make_process_queue(1, 10);
      const auto takes = [&] { EXPECT_EQ(queue->get(), "x"); };
      const auto puts = [&] { EXPECT_TRUE(queue->put("x")); };
      if (is_full) puts();
      const pid_t waits = child_of([&] { is_full ? puts() : takes(); });
      await_rest(waits);
      // It sleeps: all calls before that have been stopped at, and this is the last trial.
      if (state_of(waits) != 'T') return kill_child(waits);
      const pid_t wakes = child_of([&] { is_full ? takes() : puts(); });
      // Where this one has to wait for the first, the first goes on alone until it sleeps.
      if (await_asleep(wakes)) ::kill(wakes, SIGSTOP);
      await_asleep(waits);
      ::kill(wakes, SIGCONT);
      ended_by_itself(wakes);
      ended_by_itself(waits);
    });
    EXPECT_GT(stops, 0);
  }
}

CLAIM(ProcessQueue, WhoWaitsHoldsUpNobody, 6, "while some wait, all others can make all calls") {
  run_trials(
      [] {
        const auto queue = make_process_queue(2, 10);
        const pid_t getter = waiting_child([&] { EXPECT_EQ(queue->get(), "last"); });
        EXPECT_EQ(queue->try_get(), std::nullopt) << because("an item came that nobody put");
        EXPECT_EQ(queue->get_for(milliseconds(1)), std::nullopt)
            << because("an item came that nobody put");
        EXPECT_FALSE(queue->is_closed()) << because("nobody has closed the queue");
        queue->put("last");
        ended_by_itself(getter);
        EXPECT_EQ(fill(*queue, "x"), 2) << because("two items have room, and not two fit in");
        const pid_t putter = waiting_child([&] { EXPECT_TRUE(queue->put("y")); });
        EXPECT_FALSE(queue->try_put("z")) << because("a full queue took an item");
        EXPECT_FALSE(queue->put_for("z", milliseconds(1))) << because("a full queue took an item");
        EXPECT_EQ(queue->get_for(hours(1)), "x") << because("an item was lost");
        ended_by_itself(putter);
        EXPECT_TRUE(queue->try_get() == "x" && queue->try_get() == "y")
            << because("an item was lost");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(ProcessQueue, ClosingEndsAllWaiting, 6, "close() wakes all that wait, in all processes") {
  run_trials(
      [] {
        const auto queue = make_process_queue(1, 10);
        const auto takes = [&] {
          EXPECT_EQ(queue->get(), std::nullopt) << because("the end of a queue was not told");
        };
        const pid_t getters[] = {waiting_child(takes), waiting_child(takes)};
        queue->close();
        for (const pid_t child : getters) ended_by_itself(child);

        const auto full = make_process_queue(1, 10);
        full->put("x");
        const auto puts = [&] {
          EXPECT_FALSE(full->put("y")) << because("a closed queue took an item");
        };
        const pid_t putters[] = {waiting_child(puts), waiting_child(puts)};
        full->close();
        for (const pid_t child : putters) ended_by_itself(child);
        EXPECT_EQ(full->get(), "x") << because("an item that was left in a closed queue is lost");
        EXPECT_EQ(full->get(), std::nullopt) << because("the end of a queue was not told");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(ProcessQueue, NothingComesAfterTheEnd, 4,
      "when the end was told, no item comes that somebody waited to put") {
  // Stopped while they wait, they look again when the end was told.
  const auto body = [](bool stop_putters) {
    const auto queue = make_process_queue(1, 10);
    queue->put("x");
    Notes accepted;
    const auto puts = [&] {
      if (queue->put("y")) accepted.post(1);
    };
    const pid_t putters[] = {waiting_child(puts), waiting_child(puts), waiting_child(puts)};
    const auto send = [&](int signal) {
      for (const pid_t child : putters) ::kill(child, signal);
    };
    if (stop_putters) send(SIGSTOP);
    EXPECT_EQ(queue->get(), "x") << because("an item was lost");
    queue->close();
    int came = 0;
    while (queue->get()) ++came;
    if (stop_putters) send(SIGCONT);
    for (const pid_t child : putters) ended_by_itself(child);
    while (accepted.any()) came -= static_cast<int>(accepted.take());
    EXPECT_EQ(came, 0) << because("the end was told, and not as many items came as were put");
    EXPECT_EQ(queue->try_get(), std::nullopt) << because("an item came after the end was told");
  };
  run_trials([&] { body(true); }, {.seeds = 0, .trouble = {}});
  run_trials([&] { body(false); }, {.seeds = 1, .trouble = kStops});
}

CLAIM(ProcessQueue, ClosedForAll, 6, "closed by one process, a queue is closed for all") {
  run_trials(
      [] {
        const auto queue = make_process_queue(3, 10);
        queue->put("left");
        queue->put("over");
        ended_by_itself(child_of([&] {
          queue->close();
          queue->close();
        }));
        EXPECT_TRUE(queue->is_closed()) << because("another process has closed the queue");
        EXPECT_FALSE(queue->put("late")) << because("a closed queue took an item");
        EXPECT_FALSE(queue->try_put("late")) << because("a closed queue took an item");
        EXPECT_FALSE(queue->put_for("late", hours(1))) << because("a closed queue took an item");
        EXPECT_EQ(queue->get(), "left") << because("what was left in a closed queue is lost");
        EXPECT_EQ(queue->get_for(hours(1)), "over")
            << because("what was left in a closed queue is lost");
        EXPECT_EQ(queue->get_for(hours(1)), std::nullopt)
            << because("the end of a queue was not told");
        EXPECT_EQ(queue->try_get(), std::nullopt) << because("an item came that nobody put");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(ProcessQueue, TimeoutIsKept, 6, "a call with a time-out ends in time, and changes nothing") {
  run_trials(
      [] {
        const auto queue = make_process_queue(1, 10);
        for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(20)}) {
          const auto begin = steady_clock::now();
          EXPECT_EQ(queue->get_for(timeout), std::nullopt)
              << because("an item came that nobody put");
          EXPECT_GE(steady_clock::now() - begin, timeout)
              << because("get_for() gave up before its time-out");
        }
        EXPECT_TRUE(queue->put_for("x", milliseconds(-1)))
            << because("there was room, and with a time-out below zero it was not used");
        for (const auto timeout : {milliseconds(-1), milliseconds(0), milliseconds(20)}) {
          const auto begin = steady_clock::now();
          EXPECT_FALSE(queue->put_for("y", timeout)) << because("a full queue took an item");
          EXPECT_GE(steady_clock::now() - begin, timeout)
              << because("put_for() gave up before its time-out");
        }
        EXPECT_EQ(queue->get_for(milliseconds(-1)), "x")
            << because("there was an item, and with a time-out below zero it was not taken");
        EXPECT_EQ(fill(*queue, "z"), 1) << because("who gave up changed the queue");
      },
      {.seeds = 4, .trouble = {.late_signals = false, .stopped = false}});
}

}  // namespace
}  // namespace lockstep
