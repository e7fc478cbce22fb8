// SPDX-License-Identifier: MIT
// The claims of the exercise `fifo` on messages.
#include "autograder/harness/claim.h"
#include "tests/base/child.h"
#include "tests/pipe/feed.h"
#include "tests/pipe/meeting.h"

namespace lockstep {
namespace {

CLAIM(Fifo, MessagesComeWhole, 7, "messages of 0 to kMostBytes bytes come as they were sent") {
  const std::string messages[] = {"two buns", "", every_byte(), std::string(kMostBytes, 'x'),
                                  "tea"};
  run_trials([&] {
    const Name name;
    const auto reader = open_fifo_reader(name.path());
    const pid_t writer = child_of([&] {
      const auto fifo = open_fifo_writer(name.path());
      for (const std::string& message : messages) {
        EXPECT_EQ(way_to_send(*fifo, message), "sent") << because("a message was not sent");
      }
    });
    for (const std::string& message : messages) {
      ASSERT_TRUE(received(*reader) == message) << because("a message is not what was sent");
    }
    end_of_child(writer);
  });
}

CLAIM(Fifo, WhatIsTooLongIsRefused, 3, "of a message that is too long nothing is sent") {
  run_trials(
      [] {
        const Name name;
        const auto reader = open_fifo_reader(name.path());
        const auto writer = open_fifo_writer(name.path());
        for (const std::size_t size : {kMostBytes + 1, std::size_t{100'000}}) {
          ASSERT_EQ(way_to_send(*writer, std::string(size, 'x')), "too long")
              << because("a message that is too long was not refused");
        }
        EXPECT_EQ(way_to_send(*writer, "tea"), "sent")
            << because("after a refusal the next message could not be sent");
        EXPECT_EQ(received(*reader), "tea") << because("part of a refused message was sent");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Fifo, ItsFormatIsThatOfTheContract, 4,
      "in the pipe a message is its length, four bytes, the least significant first, and itself") {
  run_trials(
      [] {
        const Name name;
        name.make_fifo();
        const Fd raw(::open(name.path().c_str(), O_RDWR | O_CLOEXEC));
        const std::string message(300, 'x'), expected = base::framed(message);
        open_fifo_writer(name.path())->send(message);
        std::string bytes(1000, '\0');
        bytes.resize(static_cast<std::size_t>(::read(raw.get(), bytes.data(), bytes.size())));
        ASSERT_TRUE(bytes == expected) << because("a message is another one in the pipe");
        const auto reader = open_fifo_reader(name.path());
        feed(raw.get(), expected);
        EXPECT_TRUE(received(*reader) == message)
            << because("a message in the pipe was not understood");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Fifo, OneWriterAfterAnother, 6,
      "the end of a writer is not the end of the reader, who sleeps until the next one comes") {
  run_trials(
      [] {
        const Name name;
        Notes got;
        const pid_t reader = child_of([&] {
          const auto fifo = open_fifo_reader(name.path());
          for (const char* order : {"two buns", "", "tea"}) {
            got.post(received(*fifo) == order);
          }
        });
        for (const char* order : {"two buns", "", "tea"}) {
          end_of_child(child_of([&] { open_fifo_writer(name.path())->send(order); }));
          ASSERT_EQ(got.take(), 1) << because("the reader did not get a writer's message");
          if (std::string_view(order) == "tea") break;
          ASSERT_TRUE(await_asleep(reader)) << because("without a writer the reader did not wait");
        }
        end_of_child(reader);
      },
      kFewTrials);
}

CLAIM(Fifo, NothingIsLostBetweenWriters, 8,
      "what a writer sends and leaves behind is received, whatever the reader does just then") {
  const int stops = stop_at_each_call("1.1", [] {
    constexpr int kWriters = 3;
    const Name name;
    const pid_t reader = child_of([&] {
      const auto fifo = open_fifo_reader(name.path());
      for (int i = 0; i < kWriters; ++i) {
        ASSERT_EQ(received(*fifo), "order " + std::to_string(i)) << because("a message was lost");
      }
    });
    // Each has left when the next one comes, and the reader waits, or is stopped on the way.
    for (int i = 0; i < kWriters; ++i) {
      await_rest(reader);
      open_fifo_writer(name.path())->send("order " + std::to_string(i));
    }
    end_of_child(reader);
  });
  EXPECT_GT(stops, 0);
}

CLAIM(Fifo, SendWaitsWhileThePipeIsFull, 6,
      "send() sleeps while the pipe is full, however the writer was opened") {
  constexpr int kMessages = 40;
  run_trials(
      [] {
        for (const bool tries : {false, true}) {
          const Name name;
          const auto reader = open_fifo_reader(name.path());
          const pid_t writer = child_of([&] {
            const auto fifo =
                tries ? try_open_fifo_writer(name.path()) : open_fifo_writer(name.path());
            for (int i = 0; i < kMessages; ++i) {
              ASSERT_EQ(way_to_send(*fifo, std::string(4000, static_cast<char>('0' + i))), "sent")
                  << because("a message could not be sent while the pipe was full");
            }
          });
          ASSERT_TRUE(await_asleep(writer))
              << because("the pipe was full, and send() did not wait");
          for (int i = 0; i < kMessages; ++i) {
            ASSERT_TRUE(received(*reader) == std::string(4000, static_cast<char>('0' + i)))
                << because("a message was lost while the pipe was full");
          }
          end_of_child(writer);
        }
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Fifo, MessagesDoNotMix, 8,
      "wherever a writer dies, its message comes whole or not at all, and the others' come whole") {
  const std::string one(100, 'a'), two(200, 'b');
  const int deaths = kill_at_each_call("1.1", [&] {
    const Name name;
    const auto reader = open_fifo_reader(name.path());
    end_of_child(child_of([&] {
      const auto writer = open_fifo_writer(name.path());
      writer->send(one);
      writer->send(one);
    }));
    end_of_child(child_of([&] { open_fifo_writer(name.path())->send(two); }));
    std::string message = received(*reader);
    for (int i = 0; i < 2 && message == one; ++i) message = received(*reader);
    EXPECT_TRUE(message == two) << because("two writers' messages were mixed");
  });
  EXPECT_GT(deaths, 0);
}

CLAIM(Fifo, SendingToNobodyIsAnError, 7,
      "when the reader has left, send() fails, also one that waits, and no signal comes") {
  run_trials(
      [] {
        const Name name;
        const pid_t waits = child_of([&] {
          const auto fifo = open_fifo_writer(name.path());
          std::string end;
          while ((end = way_to_send(*fifo, std::string(4000, 'x'))) == "sent") continue;
          EXPECT_EQ(end, "nobody reads") << because("who waits was not told that nobody reads");
        });
        auto reader = open_fifo_reader(name.path());
        EXPECT_TRUE(await_asleep(waits)) << because("the pipe was full, and send() did not wait");
        const auto writer = open_fifo_writer(name.path());
        reader.reset();
        EXPECT_EQ(end_of_child(waits), 0) << because("who waits was ended when the reader left");
        for (int i = 0; i < 2; ++i) {
          EXPECT_EQ(way_to_send(*writer, "tea"), "nobody reads")
              << because("nobody reads, and that was not told");
        }
      },
      kFewTrials);
}

}  // namespace
}  // namespace lockstep
