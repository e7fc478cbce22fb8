// SPDX-License-Identifier: MIT
// The claims of the exercise `connection` on the end of the stream.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pipe/told.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

CLAIM(Connection, TheEndComesWithTheLastSender, 5,
      "the stream ends when every process that can send has closed its end or has ended") {
  run_trials(
      [] {
        with_both_kinds([](Connection& receiver, Connection& sender) {
          Gate gate;
          const pid_t one = child_of([&] {
            receiver.close();
            expect_sent(sender, "from one");
            return 0;
          });
          const pid_t two = child_of([&] {
            receiver.close();
            gate.pass();
            expect_sent(sender, "from two");
            return 0;
          });
          sender.close();
          end_of_child(one);
          EXPECT_EQ(received(receiver), "message from one")
              << because("what a process had sent before it ended did not arrive");
          EXPECT_EQ(polled(receiver, 0ms), "nothing")
              << because("there was an end while a process could still send");
          gate.open();
          EXPECT_EQ(received(receiver), "message from two")
              << because("what the last process sent did not arrive");
          for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(received(receiver), "end")
                << because("nobody is left to send, and that is not told as the end");
          }
          end_of_child(two);
        });
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(Connection, ClosingIsForOneProcess, 4,
      "closing an end, or destroying it, leaves alone what other processes have") {
  run_trials(
      [] {
        with_both_kinds([](Connection& receiver, Connection& sender) {
          const pid_t child = child_of([&] {
            receiver.close();
            sender.close();
            return 0;
          });
          EXPECT_EQ(end_of_child(child), 0) << because("a child could not close its ends");
          expect_sent(sender, "still");
          EXPECT_EQ(received(receiver), "message still")
              << because("a child closed its ends, and its parent could not receive");
        });
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Connection, AnEndInsideAMessageIsNoEnd, 6,
      "a stream that ends inside a message is told as such, not as the end or as a message") {
  const std::string large(1'000'000, 'x');
  run_trials(
      [&] {
        with_both_kinds([&](Connection& receiver, Connection& sender) {
          const pid_t child = child_of([&] {
            receiver.close();
            expect_sent(sender, "whole");
            expect_sent(sender, large);
            return 0;
          });
          sender.close();
          EXPECT_TRUE(await_asleep(child))
              << because("send() did not wait, asleep, until there was room for a large message");
          ::kill(child, SIGKILL);
          end_of_child(child);
          EXPECT_EQ(received(receiver), "message whole")
              << because("what was sent before the message that was cut did not arrive");
          EXPECT_EQ(polled(receiver, 0ms), "something")
              << because("poll() did not see the beginning of a message");
          EXPECT_EQ(received(receiver), "cut")
              << because("a sender died in the middle of a message, and that was not told");
          EXPECT_EQ(received(receiver), "end")
              << because("after the message that was cut there was no end");
        });
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(Connection, ADeathAtAnyMomentIsTold, 5,
      "a sender that dies at any moment leaves whole messages, then an end or a cut message") {
  const int deaths = kill_at_each_call("1.1", [] {
    Notes returned;  // one for each send()
    auto [receiver, sender] = make_one_way_pipe();
    const pid_t child = child_of([&] {
      receiver->close();
      for (const char* message : {"one", "", "a longer one"}) {
        expect_sent(*sender, message);
        returned.post(1);
      }
      return 0;
    });
    sender->close();
    end_of_child(child);
    for (const char* message : {"one", "", "a longer one"}) {
      const bool is_sent = returned.any() && returned.take() == 1;
      const int bytes = bytes_in(receiver->fileno());
      const std::string got = received(*receiver);
      if (got == in_words(message)) continue;
      EXPECT_FALSE(is_sent) << because("send() had returned, and the message did not arrive");
      EXPECT_EQ(got, bytes == 0 ? "end" : "cut")
          << because("a sender died, and what that left behind was not told");
      break;
    }
    EXPECT_EQ(received(*receiver), "end") << because("a sender is dead, and there is no end");
  });
  EXPECT_GT(deaths, 0) << because("the child was not there");
}

CLAIM(Connection, UnreadMessagesDoNotChangeTheEnd, 5,
      "an end that goes with messages that it has not received is gone like any other") {
  run_trials(
      [] {
        auto [one, other] = make_two_way_pipe();
        expect_sent(*one, "not received");
        expect_sent(*other, "last words");
        other->close();
        EXPECT_EQ(polled(*one, 0ms), "something") << because("poll() did not see a message");
        EXPECT_EQ(received(*one), "message last words")
            << because("what the other end had sent before it went did not arrive");
        EXPECT_EQ(polled(*one, 0ms), "something") << because("poll() did not see the end");
        EXPECT_EQ(received(*one), "end") << because("the other end is gone, which was not told");
        EXPECT_EQ(received(*one), "end") << because("the end was told once only");
        EXPECT_EQ(sent(*one, "anybody?"), "nobody")
            << because("the other end is gone, and sending to it is not NoReceiver");
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Connection, AClosedEndIsClosed, 5,
      "a closed end is refused by every member, and closing again closes nothing else") {
  run_trials(
      [] {
        const std::string refused = "error " + std::to_string(EBADF);
        for (const auto make : {make_one_way_pipe, make_two_way_pipe}) {
          auto [receiver, sender] = make();
          receiver->close();
          sender->close();
          int another[2];
          ASSERT_EQ(::pipe2(another, O_CLOEXEC), 0);  // takes the numbers that came free
          receiver->close();
          sender->close();
          EXPECT_EQ(sent(*sender, "x"), refused) << because("send() after close() is not EBADF");
          EXPECT_EQ(received(*receiver), refused) << because("recv() after close() is not EBADF");
          EXPECT_EQ(polled(*receiver, 1ms), refused)
              << because("poll() after close() is not EBADF");
          EXPECT_EQ(told([&, end = sender.get()] { return std::to_string(end->fileno()); }),
                    refused)
              << because("fileno() after close() is not EBADF");
          receiver.reset();
          sender.reset();
          for (const int number : another) {
            EXPECT_EQ(::close(number), 0)
                << because("it closed a descriptor that was not its own any more");
          }
        }
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
