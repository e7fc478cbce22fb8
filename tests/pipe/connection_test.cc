// SPDX-License-Identifier: MIT
// The claims of the exercise `connection` on messages and who may send them.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pipe/told.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

// No two places of it look alike.
std::string some_bytes(std::size_t size) {
  std::string bytes;
  unsigned number = 1;
  while (bytes.size() < size) bytes += static_cast<char>((number = number * 1664525 + 7) >> 24);
  return bytes;
}

CLAIM(Connection, MessagesArriveWhole, 6,
      "messages arrive whole, byte for byte, one by one and in order; empty ones too") {
  std::vector<std::string> messages = {"one", "", "", std::string(3, '\0'), "four"};
  for (const std::size_t size : {1, 127, 128, 200, 255, 256, 257}) {
    messages.push_back(some_bytes(size));
  }
  run_trials([&] {
    with_both_kinds([&](Connection& receiver, Connection& sender) {
      for (const std::string& message : messages) {
        expect_sent(sender, message);
      }
      for (const std::string& message : messages) {
        ASSERT_EQ(received(receiver), in_words(message))
            << because("what was received is not what was sent");
      }
      EXPECT_EQ(polled(receiver, 0ms), "nothing") << because("something is left in the stream");
    });
  });
}

CLAIM(Connection, LargeMessagesArrive, 5,
      "messages that are larger than the stream arrive whole, in both directions") {
  run_trials(
      [] {
        const std::string large = some_bytes(in_trouble() ? 300'000 : 2'000'000);
        const std::string other(65'536, 'x');
        auto [mine, yours] = make_two_way_pipe();
        auto [receiver, sender] = make_one_way_pipe();
        const pid_t child = child_of([&] {
          mine->close();
          receiver->close();
          if (received(*yours) != in_words(large)) return 1;
          return sent(*yours, large) == "sent" && sent(*sender, other) == "sent" ? 0 : 2;
        });
        yours->close();
        sender->close();
        expect_sent(*mine, large);
        EXPECT_EQ(received(*mine), in_words(large))
            << because("a large message did not arrive there, or not back");
        EXPECT_EQ(received(*receiver), in_words(other))
            << because("a message of 65,536 bytes is not what was sent");
        EXPECT_EQ(end_of_child(child), 0)
            << because("a large message that was received is not what was sent");
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(Connection, DirectionsAreApart, 3,
      "what is sent on an end of a two-way pipe is received on the other end, and only there") {
  run_trials(
      [] {
        auto [one, other] = make_two_way_pipe();
        expect_sent(*one, "from one");
        EXPECT_EQ(polled(*one, 0ms), "nothing") << because("an end hears what it has sent itself");
        expect_sent(*other, "from the other");
        EXPECT_EQ(received(*other), "message from one")
            << because("what was received is not what the other end has sent");
        EXPECT_EQ(received(*one), "message from the other")
            << because("what was received is not what the other end has sent");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Connection, SendsWhileItReceives, 4,
      "an end receives while another thread waits for room to send on it") {
  run_trials(
      [] {
        const std::string large = some_bytes(1'000'000);
        auto [one, other] = make_two_way_pipe();
        expect_sent(*other, "small");
        std::thread sender([&, end = one.get()] { expect_sent(*end, large); });
        EXPECT_EQ(polled(*other, 1h), "something") << because("a large message did not begin");
        EXPECT_EQ(received(*one), "message small")
            << because("what was received meanwhile is not what was sent");
        EXPECT_EQ(received(*other), in_words(large))
            << because("what was sent meanwhile did not arrive");
        sender.join();
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Connection, OneWayIsOneWay, 5,
      "an end that only sends does not receive, one that only receives does not send") {
  run_trials(
      [] {
        const std::string refused = "error " + std::to_string(EBADF);
        auto [receiver, sender] = make_one_way_pipe();
        EXPECT_EQ(sent(*receiver, "back"), refused)
            << because("send() on an end that only receives is not EBADF");
        EXPECT_EQ(polled(*sender, 0ms), refused)
            << because("poll() on an end that only sends is not EBADF");
        EXPECT_EQ(received(*sender), refused)
            << because("recv() on an end that only sends is not EBADF");
        expect_sent(*sender, "there");
        EXPECT_EQ(received(*receiver), "message there") << because("after that it did not receive");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Connection, WhoInheritsAnEndGoesOn, 4,
      "recv() takes its own message only; a process that inherits the end receives the next") {
  run_trials(
      [] {
        with_both_kinds([](Connection& receiver, Connection& sender) {
          for (const char* message : {"one", "two", "three"}) expect_sent(sender, message);
          EXPECT_EQ(received(receiver), "message one") << because("the first message is another");
          const pid_t child = child_of([&] {
            EXPECT_EQ(received(receiver), "message two")
                << because("the child did not receive the next message");
            return 0;
          });
          EXPECT_EQ(end_of_child(child), 0) << because("the child could not receive");
          EXPECT_EQ(received(receiver), "message three")
              << because("after its child, the parent did not receive the next message");
        });
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Connection, ProgramsDoNotGetIt, 3, "descriptors are closed when a program is started") {
  run_trials(
      [] {
        const auto before = process::descriptors_of(::getpid());
        with_both_kinds([&](Connection&, Connection&) {
          for (const auto& [number, what] : process::descriptors_of(::getpid())) {
            if (before.contains(number)) continue;
            EXPECT_EQ(::fcntl(number, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC)
                << because("a program that is started by exec gets a descriptor of the pipe");
          }
        });
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Connection, ARefusedPipeIsAnError, 4, "without descriptors the system's error is told") {
  const int failures = fail_each("pipe", [] {
    const std::string refused = "error " + std::to_string(EMFILE);
    for (const auto make : {make_one_way_pipe, make_two_way_pipe}) {
      const std::string how = told([&] {
        auto [receiver, sender] = make();
        return sent(*sender, "there");
      });
      EXPECT_TRUE(how == "sent" || how == refused)
          << because("a pipe was refused, and the system's error was not told");
    }
  });
  EXPECT_GT(failures, 0) << because("no pipe was made");
}

}  // namespace
}  // namespace lockstep
