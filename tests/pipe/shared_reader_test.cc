// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_reader` on messages, and on who gets them.
#include <set>

#include "autograder/harness/claim.h"
#include "tests/base/child.h"
#include "tests/pipe/consumers.h"

namespace lockstep {
namespace {

std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

std::string words(SharedReader& reader) {
  try {
    const auto message = reader.receive();
    return message ? "message " + *message : "end";
  } catch (const StreamBroken&) {
    return "broken";
  }
}

CLAIM(SharedReader, MessagesComeWhole, 6, "messages come as they were sent, then the end") {
  run_trials([] {
    Pipe pipe;
    const auto reader = make_shared_reader(pipe.reader());
    const std::string messages[] = {"bun", "", every_byte(), std::string(1000, 'x')};
    for (const std::string& message : messages) base::send_message(pipe.writer(), message);
    pipe.end();
    for (const std::string& message : messages) {
      ASSERT_EQ(words(*reader), "message " + message) << because("a message is not what was sent");
    }
    for (int i = 0; i < 2; ++i) {
      ASSERT_EQ(words(*reader), "end") << because("the end of the stream was not told");
    }
  });
}

CLAIM(SharedReader, LargeMessagesCome, 6, "a message that is larger than the pipe comes whole") {
  std::string large;
  while (large.size() < 200'000) large += every_byte();
  run_trials(
      [&] {
        Pipe pipe;
        const auto reader = make_shared_reader(pipe.reader());
        const pid_t producer = child_of([&] { base::send_message(pipe.writer(), large); });
        EXPECT_TRUE(words(*reader) == "message " + large)
            << because("a message of 200,000 bytes is not what was sent");
        ::kill(producer, SIGKILL);  // it may still have some of it
        end_of_child(producer);
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(SharedReader, EachTakesTheNext, 6,
      "whoever calls gets the next message, and keeps nothing that another could have") {
  run_trials(
      [] {
        Pipe pipe;
        const auto reader = make_shared_reader(pipe.reader());
        Consumers consumers(*reader, pipe, 2);
        send_numbers(pipe.writer(), {1, 2, 3, 4, 5, 6});
        for (const int number : {1, 3, 5}) {
          ASSERT_EQ(consumers.ask_and_answer(0), number) << because("it was not the next message");
          ASSERT_EQ(consumers.ask_and_answer(1), number + 1)
              << because("it was not the next message");
        }
      },
      kFewTrials);
}

// All of them have room in the pipe, so the producer never waits.
constexpr int kBuns = 20;
std::string bun(int number) { return message_of(number) + std::string(1000, '\0'); }

CLAIM(SharedReader, TwoConsumersEatEachBunOnce, 8,
      "a producer sends buns, two consumers eat them: each bun whole, and once") {
  const auto body = [] {
    Pipe pipe;
    const auto reader = make_shared_reader(pipe.reader());
    Notes eaten;
    const auto eat = [&] {
      pipe.end();
      std::string what;
      while ((what = words(*reader)).starts_with("message ")) {
        const std::string eats = what.substr(std::string("message ").size());
        const int number = number_in(eats.substr(0, 4));
        ASSERT_TRUE(eats == bun(number)) << because("a bun is not what was sent");
        eaten.post(number);
      }
      EXPECT_EQ(what, "end") << because("the stream did not come to its end");
    };
    const pid_t consumers[] = {child_of(eat), child_of(eat)};
    for (int number = 1; number <= kBuns; ++number) {
      base::send_message(pipe.writer(), bun(number));
    }
    pipe.end();
    for (const pid_t consumer : consumers) end_of_child(consumer);
    std::multiset<long> numbers;
    while (eaten.any()) numbers.insert(eaten.take());
    for (int number = 1; number <= kBuns; ++number) {
      EXPECT_EQ(numbers.count(number), 1u) << because("a bun was lost, or eaten twice");
    }
  };
  meet_after_each_read(body);
  run_trials(body, kFewTrials);
}

CLAIM(SharedReader, AMessageGoesToOne, 10,
      "of a message that comes in parts, no part goes to another consumer who waits") {
  run_trials(
      [] {
        Pipe pipe;
        const auto reader = make_shared_reader(pipe.reader());
        EXPECT_TRUE(each_gets_one(*reader, pipe))
            << because("two consumers got parts of one message");
      },
      kFewTrials);
}

CLAIM(SharedReader, TheMakerIsAConsumer, 6,
      "the maker may receive before it forks, and so may a consumer") {
  run_trials(
      [] {
        Pipe pipe;
        const auto reader = make_shared_reader(pipe.reader());
        send_numbers(pipe.writer(), {1, 2});
        EXPECT_EQ(received(*reader), 1) << because("the maker did not get the next message");
        end_of_child(child_of([&] {
          EXPECT_EQ(received(*reader), 2) << because("a child did not get the next message");
          EXPECT_TRUE(each_gets_one(*reader, pipe))
              << because("two children of a consumer got parts of one message");
        }));
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(SharedReader, EndReachesEach, 8,
      "the end of the stream reaches each consumer, also those that wait, and stays") {
  run_trials(
      [] {
        Pipe pipe;
        const auto reader = make_shared_reader(pipe.reader());
        Consumers consumers(*reader, pipe, 3);
        for (const std::size_t i : {0, 1, 2}) consumers.ask_and_await_asleep(i);
        pipe.end();
        for (int i = 0; i < 3; ++i) {
          ASSERT_EQ(consumers.answer(), kEnd) << because("a consumer that waits missed the end");
        }
        for (const std::size_t i : {0, 1, 2, 2}) {
          ASSERT_EQ(consumers.ask_and_answer(i), kEnd) << because("the end did not stay");
        }
        EXPECT_EQ(received(*reader), kEnd) << because("the end did not reach the maker");
      },
      kFewTrials);
}

}  // namespace
}  // namespace lockstep
