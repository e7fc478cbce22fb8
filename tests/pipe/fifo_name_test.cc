// SPDX-License-Identifier: MIT
// The claims of the exercise `fifo` on who removes the name, what is left, and errors.
#include <fstream>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "tests/base/child.h"
#include "tests/pipe/meeting.h"

namespace lockstep {
namespace {

CLAIM(Fifo, TheReaderRemovesTheName, 4,
      "the reader removes the name when it leaves, and a writer removes nothing") {
  run_trials(
      [] {
        const Name name;
        name.make_fifo();
        auto reader = open_fifo_reader(name.path());
        open_fifo_writer(name.path())->send("tea");
        EXPECT_EQ(name.mode(), kFifo0600) << because("a writer left, and the name is gone");
        reader.reset();
        EXPECT_EQ(name.mode(), 0u) << because("the reader left, and the name is still there");
        const auto next = open_fifo_reader(name.path());
        EXPECT_EQ(name.mode(), kFifo0600) << because("the next reader made no FIFO");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Fifo, OnlyItsOwnIsRemoved, 6,
      "what somebody else has put in the place of the FIFO stays, and so does that of a copy") {
  run_trials(
      [] {
        const Name name;
        auto reader = open_fifo_reader(name.path());
        end_of_child(child_of([&] { reader.reset(); }));
        EXPECT_EQ(name.mode(), kFifo0600)
            << because("a copy of the reader, in a child, has removed the name");
        // The old one is still open, so the new one is another one.
        name.remove();
        name.make_fifo();
        reader.reset();
        EXPECT_EQ(name.mode(), kFifo0600) << because("the FIFO of somebody else was removed");
        name.remove();
        reader = open_fifo_reader(name.path());
        name.remove();
        std::ofstream(name.path()) << "text";
        reader.reset();
        EXPECT_TRUE(S_ISREG(name.mode())) << because("the file of somebody else was removed");
        name.remove();
        end_of_child(child_of([&] { open_fifo_reader(name.path()); }));
        EXPECT_EQ(name.mode(), 0u) << because("a child that opened a reader left the name behind");
      },
      {.seeds = 0, .trouble = {}});
}

// Opens when the first reader may be about to leave, and sends when the next one is there.
void send_to_one_of_two(const std::string& path, Gate& next_is_there, Notes& done) {
  done.post(way_to_open([&] {
              auto fifo = open_fifo_writer(path);
              next_is_there.pass();
              if (way_to_send(*fifo, "tea") == "sent") return fifo;
              fifo = open_fifo_writer(path);  // it was the first one, who has left
              fifo->send("tea");
              return fifo;
            }) == "open");
}

// A reader (1.1) leaves, a writer (1.2) opens, and then comes the next reader. The one that is
// first may be stopped on the way.
void change_readers(bool writer_is_first) {
  const Name name;
  Notes notes;
  Gate leave, next_is_there;
  const pid_t first = child_of([&] {
    const auto reader = open_fifo_reader(name.path());
    notes.post(1);
    leave.pass();
  });
  notes.take();
  if (!writer_is_first) {
    leave.open();
    await_rest(first);
  }
  const pid_t writer = child_of([&] { send_to_one_of_two(name.path(), next_is_there, notes); });
  await_rest(writer);
  leave.open();
  end_of_child(first);
  await_asleep(writer);
  const auto next = open_fifo_reader(name.path());
  next_is_there.open();
  ASSERT_EQ(notes.take(), 1) << because("a reader left, and a writer could not open");
  ASSERT_EQ(received(*next), "tea") << because("the next reader did not get a message");
  end_of_child(writer);
}

CLAIM(Fifo, AWriterMeetsTheNextReader, 6,
      "a writer that opens while a reader leaves meets this one or the next, and waits for nobody "
      "else") {
  EXPECT_GT(stop_at_each_call("1.1", [] { change_readers(false); }), 0);
  EXPECT_GT(stop_at_each_call("1.2", [] { change_readers(true); }), 0);
}

CLAIM(Fifo, DescriptorsAreClosed, 3,
      "descriptors are closed by the destructors, and not inherited by programs") {
  run_trials(
      [] {
        const Name name;
        const auto before = process::descriptors_of(::getpid());
        const auto reader = open_fifo_reader(name.path());
        const auto one = open_fifo_writer(name.path());
        const auto two = try_open_fifo_writer(name.path());
        for (const auto& [fd, what] : process::descriptors_of(::getpid())) {
          const int flags = ::fcntl(fd, F_GETFD);
          if (before.contains(fd) || flags < 0) continue;
          EXPECT_EQ(flags, FD_CLOEXEC) << because("a descriptor would be inherited by a program");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Fifo, ErrorsAreTold, 3, "what the system refuses is an error, with the system's code") {
  run_trials(
      [] {
        const std::string path = "/tmp/no-such-folder/fifo",
                          told = "error " + std::to_string(ENOENT);
        EXPECT_EQ(way_to_open([&] { return open_fifo_reader(path); }), told)
            << because("there is no such directory, and the reader was not told");
        EXPECT_EQ(way_to_open([&] { return open_fifo_writer(path); }), told)
            << because("there is no such directory, and the writer was not told");
      },
      {.seeds = 0, .trouble = {}});
  for (const char* call : {"open", "mkfifo"}) {
    fail_each(call, [] {
      const Name name;
      const std::string way = way_to_open([&] { return open_fifo_reader(name.path()); });
      EXPECT_TRUE(way == "open" || way == "error " + std::to_string(EMFILE) ||
                  way == "error " + std::to_string(ENOSPC))
          << because("a call was refused, and the system's error was not told");
    });
  }
}

}  // namespace
}  // namespace lockstep
