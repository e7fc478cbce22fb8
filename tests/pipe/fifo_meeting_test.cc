// SPDX-License-Identifier: MIT
// The claims of the exercise `fifo` on how readers and writers meet.
#include <sys/socket.h>
#include <sys/un.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/base/child.h"
#include "tests/pipe/meeting.h"

namespace lockstep {
namespace {

CLAIM(Fifo, OpeningWaitsForTheReader, 7,
      "open_fifo_writer() makes the FIFO, and sleeps until there is a reader") {
  run_trials([] {
    const Name name;
    const mode_t before = ::umask(0);
    const pid_t writer = child_of([&] {
      EXPECT_EQ(way_to_open([&] {
                  auto fifo = open_fifo_writer(name.path());
                  fifo->send("tea");
                  return fifo;
                }),
                "open")
          << because("the writer was there first, and could not open");
    });
    ASSERT_TRUE(await_asleep(writer)) << because("the writer did not wait for a reader");
    EXPECT_EQ(name.mode(), kFifo0600) << because("there is no FIFO of mode 0600");
    {
      const auto reader = open_fifo_reader(name.path());
      EXPECT_EQ(received(*reader), "tea") << because("the writer who waited was not met");
    }
    end_of_child(writer);
    const auto reader = open_fifo_reader(name.path());
    EXPECT_EQ(name.mode(), kFifo0600) << because("the reader made no FIFO of mode 0600");
    ::umask(before);
  });
}

CLAIM(Fifo, TryingDoesNotWait, 5,
      "try_open_fifo_writer() returns at once, makes nothing, and finds a reader") {
  run_trials(
      [] {
        const Name name;
        const auto tries = [&] {
          return way_to_open([&] { return try_open_fifo_writer(name.path()); });
        };
        EXPECT_EQ(tries(), "nobody") << because("there was no FIFO, and it was opened");
        EXPECT_EQ(name.mode(), 0u) << because("it made something");
        name.make_fifo();
        EXPECT_EQ(tries(), "nobody") << because("nobody read the FIFO, and it was opened");
        const auto reader = open_fifo_reader(name.path());
        EXPECT_EQ(tries(), "open") << because("there was a reader, and it was not opened");
      },
      {.seeds = 2, .trouble = {}});
  // The reader is killed when one has tried, or is stopped on the way.
  const int stops = stop_at_each_call("1.2", [] {
    const Name name;
    Notes tried;
    const pid_t reader = child_of([&] { open_fifo_reader(name.path())->receive(); });
    await_asleep(reader);
    const pid_t writer = child_of([&] {
      const std::string way = way_to_open([&] { return try_open_fifo_writer(name.path()); });
      tried.post(way == "open" || way == "nobody");
    });
    await_rest(writer);
    ::kill(reader, SIGKILL);
    end_of_child(reader);
    EXPECT_EQ(tried.take(), 1) << because("the reader died, and trying failed");
    end_of_child(writer);
  });
  EXPECT_GT(stops, 0);
}

CLAIM(Fifo, BothMayMakeIt, 8,
      "a reader and writers that come at the same time meet, whoever makes the FIFO") {
  // The first has stopped, or waits, when the others come.
  const auto meet = [](bool reader_first) {
    const Name name;
    Notes done;
    const auto writes = [&] {
      done.post(way_to_open([&] {
                  auto fifo = open_fifo_writer(name.path());
                  fifo->send("tea");
                  return fifo;
                }) == "open");
    };
    const auto reads = [&] {
      done.post(way_to_open([&] {
                  auto fifo = open_fifo_reader(name.path());
                  for (int i = 0; i < 2; ++i) received(*fifo);
                  return fifo;
                }) == "open");
    };
    std::vector<pid_t> all = {reader_first ? child_of(reads) : child_of(writes)};
    await_rest(all.front());
    all.push_back(reader_first ? child_of(writes) : child_of(reads));
    all.push_back(child_of(writes));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool met = done.take() == 1;
      if (!met) {
        for (const pid_t child : all) ::kill(child, SIGKILL);
      }
      ASSERT_TRUE(met) << because("two made the FIFO at the same time, and one failed");
    }
    for (const pid_t child : all) end_of_child(child);
  };
  EXPECT_GT(stop_at_each_call("1.1", [&] { meet(false); }), 0);
  EXPECT_GT(stop_at_each_call("1.1", [&] { meet(true); }), 0);
}

CLAIM(Fifo, AnotherFileIsInTheWay, 6,
      "something of that name that is no FIFO is an error, and is not changed") {
  run_trials(
      [] {
        const Name name;
        const auto all_fail = [&] {
          const auto fails = [&](const auto& open) {
            return way_to_open([&] { return open(name.path()); }) == "no FIFO";
          };
          ASSERT_TRUE(fails(try_open_fifo_writer) && fails(open_fifo_writer) &&
                      fails(open_fifo_reader))
              << because("there is no FIFO, and that was not told");
        };
        std::ofstream(name.path()) << "text";
        all_fail();
        std::stringstream text;
        text << std::ifstream(name.path()).rdbuf();
        EXPECT_EQ(text.str(), "text") << because("a file was changed or removed");
        name.remove();
        EXPECT_EQ(::mkdir(name.path().c_str(), 0700), 0);
        all_fail();
        EXPECT_TRUE(S_ISDIR(name.mode())) << because("a directory was changed or removed");
        name.remove();
        const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        name.path().copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        all_fail();
        EXPECT_TRUE(S_ISSOCK(name.mode())) << because("a socket was changed or removed");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Fifo, AKilledReaderIsReplaced, 3,
      "the FIFO that a killed reader has left serves the next one") {
  run_trials(
      [] {
        const Name name;
        const pid_t killed = child_of([&] { open_fifo_reader(name.path())->receive(); });
        await_asleep(killed);
        ::kill(killed, SIGKILL);
        end_of_child(killed);
        EXPECT_EQ(way_to_open([&] { return try_open_fifo_writer(name.path()); }), "nobody")
            << because("the reader was killed, and still counts");
        const pid_t writer = child_of([&] { open_fifo_writer(name.path())->send("tea"); });
        EXPECT_EQ(way_to_open([&] {
                    auto reader = open_fifo_reader(name.path());
                    EXPECT_EQ(received(*reader), "tea") << because("the next reader got nothing");
                    return reader;
                  }),
                  "open")
            << because("a FIFO was left behind, and no reader could open it");
        ::kill(writer, SIGKILL);
        end_of_child(writer);
      },
      {.seeds = 1, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
