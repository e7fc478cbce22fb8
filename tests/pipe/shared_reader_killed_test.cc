// SPDX-License-Identifier: MIT
// The claims of the exercise `shared_reader` on consumers that are killed, messages without an end,
// and what is left.
#include "autograder/harness/claim.h"
#include "tests/base/child.h"
#include "tests/pipe/consumers.h"
#include "tests/pipe/feed.h"

namespace lockstep {
namespace {

CLAIM(SharedReader, KilledWhileItWaits, 12,
      "a consumer that is killed while it waits harms nobody") {
  run_trials(
      [] {
        // The first to wait waits for a message, the second one for the first.
        for (const std::size_t victim : {0, 1}) {
          Pipe pipe;
          const auto reader = make_shared_reader(pipe.reader());
          Consumers consumers(*reader, pipe, 2);
          consumers.ask_and_await_asleep(0);
          consumers.ask_and_await_asleep(1);
          consumers.kill(victim);
          send_numbers(pipe.writer(), {1, 2});
          ASSERT_EQ(consumers.answer(), 1) << because("who waited too did not get the message");
          EXPECT_EQ(received(*reader), 2) << because("the next one did not get the message");
        }
      },
      kFewTrials);
  run_trials(
      [] {
        Pipe pipe;
        const auto reader = make_shared_reader(pipe.reader());
        send_numbers(pipe.writer(), {1});
        Gate over;
        Notes notes;
        const pid_t consumer = child_of([&] {
          notes.post(received(*reader));
          notes.post(child_of([&] { over.pass(); }));
          received(*reader);
        });
        EXPECT_EQ(notes.take(), 1) << because("it was not the next message");
        notes.take();
        await_asleep(consumer);
        ::kill(consumer, SIGKILL);
        end_of_child(consumer);
        send_numbers(pipe.writer(), {2});
        EXPECT_EQ(received(*reader), 2) << because("a child of the dead one kept something back");
        over.open();
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(SharedReader, KilledBetweenMessages, 6,
      "a consumer that is killed after it got a message takes no other one along") {
  run_trials(
      [] {
        Pipe pipe;
        const auto reader = make_shared_reader(pipe.reader());
        Consumers consumers(*reader, pipe, 2);
        send_numbers(pipe.writer(), {1, 2});
        ASSERT_EQ(consumers.ask_and_answer(0), 1) << because("it was not the next message");
        consumers.kill(0);
        ASSERT_EQ(consumers.ask_and_answer(1), 2) << because("a message was lost with a consumer");
        pipe.end();
        ASSERT_EQ(consumers.ask_and_answer(1), kEnd) << because("the end was not told");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(SharedReader, KilledInAMessage, 10,
      "when a consumer is killed in the middle of a message, the others are told, and what is left "
      "is no message") {
  // What is left after the first part looks like a message.
  const std::string first = base::framed("a bun and " + base::framed(message_of(1)));
  const std::string rest = base::framed(message_of(1));
  run_trials(
      [&] {
        for (const bool rest_comes : {true, false}) {
          Pipe pipe;
          const auto reader = make_shared_reader(pipe.reader());
          Consumers consumers(*reader, pipe, 3);
          consumers.ask_and_await_asleep(0);
          feed(pipe.writer(), first.substr(0, first.size() - rest.size()));
          consumers.await_asleep(0);
          consumers.ask_and_await_asleep(1);
          consumers.ask_and_await_asleep(2);
          consumers.kill(0);
          if (rest_comes) feed(pipe.writer(), rest);
          for (int i = 0; i < 2; ++i) {
            ASSERT_EQ(consumers.answer(), kBroken)
                << because("who waited was not told that part of a message is missing");
          }
          ASSERT_EQ(consumers.ask_and_answer(1), kBroken) << because("it was told once only");
          ASSERT_EQ(received(*reader), kBroken) << because("only one consumer was told");
        }
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(SharedReader, KilledAtAnyCall, 8,
      "at whichever call a consumer is killed, the others get whole messages or are told") {
  const int deaths = kill_at_each_call("1.1", [] {
    Pipe pipe;
    const auto reader = make_shared_reader(pipe.reader());
    send_numbers(pipe.writer(), {1, 2});
    pipe.end();
    Notes taken;
    end_of_child(child_of([&] {
      for (int number; (number = received(*reader)) > 0;) taken.post(number);
    }));
    int last = 0;
    for (; taken.any(); ++last) ASSERT_EQ(taken.take(), last + 1);
    // The one after the last may have been in the dead one's hands.
    int next = received(*reader);
    if (next == kBroken && last < 2) return;
    if (next == last + 2 || (next == kEnd && last == 1)) ++last;
    for (; next > 0; next = received(*reader)) {
      ASSERT_EQ(next, ++last) << because("the others got something that is no message");
    }
    EXPECT_EQ(next, kEnd) << because("the end of the stream was not told");
    EXPECT_EQ(last, 2) << because("more than one message was lost with a consumer");
  });
  EXPECT_GT(deaths, 0);
}

CLAIM(SharedReader, EndInAMessageIsAnError, 8,
      "a stream that ends in the middle of a message is broken, for each consumer") {
  const std::string whole = base::framed(message_of(2));
  for (const std::size_t size : {2, 4, 6}) {
    run_trials(
        [&] {
          Pipe pipe;
          const auto reader = make_shared_reader(pipe.reader());
          Consumers consumers(*reader, pipe, 2);
          send_numbers(pipe.writer(), {1});
          feed(pipe.writer(), whole.substr(0, size));
          pipe.end();
          ASSERT_EQ(consumers.ask_and_answer(0), 1) << because("the whole message was lost");
          for (const std::size_t i : {0, 1, 0}) {
            ASSERT_EQ(consumers.ask_and_answer(i), kBroken)
                << because("the stream ended in a message, and a consumer was not told");
          }
          EXPECT_EQ(received(*reader), kBroken) << because("the maker was not told");
        },
        {.seeds = 1, .trouble = {}});
  }
}

CLAIM(SharedReader, NothingIsLeft, 4,
      "a copy that is destroyed changes nothing for others; nothing is left behind") {
  run_trials(
      [] {
        Pipe pipe;
        const int flags = ::fcntl(pipe.reader(), F_GETFL);
        auto reader = make_shared_reader(pipe.reader());
        send_numbers(pipe.writer(), {1, 2});
        const pid_t consumer = child_of([&] {
          EXPECT_EQ(received(*reader), 1) << because("a consumer did not get the message");
          reader.reset();
        });
        EXPECT_EQ(end_of_child(consumer), 0) << because("a consumer could not destroy its copy");
        EXPECT_EQ(received(*reader), 2) << because("a copy was destroyed, and others noticed");
        EXPECT_TRUE(each_gets_one(*reader, pipe))
            << because("a copy was destroyed, and others got parts of one message");
        reader.reset();
        EXPECT_EQ(::fcntl(pipe.reader(), F_GETFL), flags)
            << because("the pipe's descriptor is closed, or has other flags");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(SharedReader, RefusalsAreTold, 2,
      "when there are no descriptors left, that is an error, or everything works") {
  run_trials(
      [] {
        Pipe pipe;
        std::vector<Fd> all;
        for (int fd; (fd = ::dup(pipe.reader())) >= 0;) all.emplace_back(fd);
        std::unique_ptr<SharedReader> reader;
        try {
          reader = make_shared_reader(pipe.reader());
        } catch (const std::system_error& error) {
          EXPECT_EQ(error.code().value(), EMFILE) << because("the error is not that of the system");
        }
        all.clear();
        if (reader == nullptr) reader = make_shared_reader(pipe.reader());
        EXPECT_TRUE(each_gets_one(*reader, pipe))
            << because("there were no descriptors left, and that was not told");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
