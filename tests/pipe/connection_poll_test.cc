// SPDX-License-Identifier: MIT
// The claims of the exercise `connection` on waiting.
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pipe/told.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// A process that is stopped at a call and then interrupted finds that its time is up.
void expect_no_look_is_missed(Connection& receiver) {
  const pid_t child = child_of([&] {
    constexpr int kLooks = 24;
    int missed = 0;
    for (int i = 0; i < kLooks; ++i) missed += polled(receiver, 1ms) != "something";
    return missed;
  });
  EXPECT_EQ(end_of_child(child), 0)
      << because("poll() is false when there is a message, and a signal came as its time was up");
}

CLAIM(Connection, PollTellsWhatThereIs, 5,
      "poll() is true when there is a message or the end of the stream, and takes nothing") {
  run_trials(
      [] {
        with_both_kinds([](Connection& receiver, Connection& sender) {
          for (const auto timeout : {0ms, 1ms, -5ms}) {
            ASSERT_EQ(polled(receiver, timeout), "nothing")
                << because("poll() is true when there is nothing to receive");
          }
          for (const char* message : {"news", ""}) {
            expect_sent(sender, message);
            for (const auto timeout : {0ms, 3'600'000ms}) {
              ASSERT_EQ(polled(receiver, timeout), "something")
                  << because("poll() is false when there is a message");
            }
            EXPECT_EQ(received(receiver), in_words(message))
                << because("after poll() the message is not what was sent");
          }
          sender.close();
          for (const auto timeout : {0ms, 3'600'000ms}) {
            ASSERT_EQ(polled(receiver, timeout), "something")
                << because("poll() is false when the stream has ended");
          }
          pollfd entry = {receiver.fileno(), POLLIN, 0};
          EXPECT_EQ(::poll(&entry, 1, 0), 1) << because("fileno() is not what poll() waits for");
        });
      },
      {.seeds = 4, .trouble = {}});
  run_trials(
      [] {
        with_both_kinds([](Connection& receiver, Connection& sender) {
          expect_sent(sender, "news");
          expect_no_look_is_missed(receiver);
        });
      },
      {.seeds = 4, .trouble = {}});
}

CLAIM(Connection, WaitsAsleep, 4, "recv() and poll() sleep until there is something to receive") {
  run_trials(
      [] {
        with_both_kinds([](Connection& receiver, Connection& sender) {
          const pid_t child = child_of([&] {
            sender.close();
            if (received(receiver) != "message one") return 1;
            if (polled(receiver, 1h) != "something") return 2;
            return received(receiver) == "message two" ? 0 : 3;
          });
          receiver.close();
          EXPECT_TRUE(await_asleep(child)) << because("recv() did not wait for a message");
          expect_sent(sender, "one");
          EXPECT_TRUE(await_state(child, 'S')) << because("poll() did not wait for a message");
          expect_sent(sender, "two");
          EXPECT_EQ(end_of_child(child), 0)
              << because("who slept did not receive what was sent to wake it");
        });
      },
      {.seeds = 2, .trouble = {}});
}

// Sends signals to a process that waits in poll(), until it notes that it does not wait any more,
// or has slept again and again after its time was up.
void disturb(pid_t process, Notes& returned, std::chrono::milliseconds time) {
  constexpr int kRounds = 5;
  await_state(process, 'S');  // it is in poll(), so its time has begun
  const auto end = steady_clock::now() + 2 * time;
  int late = 0;
  while (!returned.any() && late < kRounds) {
    std::this_thread::sleep_for(time / kRounds);
    if (steady_clock::now() > end && state_of(process) == 'S') ++late;
    ::kill(process, SIGUSR1);
  }
  EXPECT_LT(late, kRounds) << because("each signal made poll() wait anew");
}

CLAIM(Connection, PollCountsFromTheCall, 5,
      "poll() returns when its time is up, counted from the call, whatever signals come") {
  run_trials(
      [] {
        struct sigaction handler = {};
        struct sigaction before = {};
        handler.sa_handler = [](int) {};
        ::sigaction(SIGUSR1, &handler, &before);
        auto [receiver, sender] = make_one_way_pipe();
        Notes returned;
        const pid_t caller = ::getpid();
        const auto time = 50ms;
        const pid_t child = child_of([&] {
          disturb(caller, returned, time);
          return 0;
        });
        const auto begin = steady_clock::now();
        EXPECT_EQ(polled(*receiver, time), "nothing") << because("poll() found what is not there");
        EXPECT_GE(steady_clock::now() - begin, time)
            << because("poll() returned before its time was up");
        returned.post(1);
        end_of_child(child);
        ::sigaction(SIGUSR1, &before, nullptr);
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
