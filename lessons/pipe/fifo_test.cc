// SPDX-License-Identifier: MIT
// How a FIFO is used. Each case runs in a process of its own, several times: undisturbed, and with
// calls that are interrupted, short reads, and children that stop for a while.
#include "lessons/pipe/fifo.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

// A name that nobody else uses.
std::string new_path() { return "/tmp/lockstep-fifo-" + std::to_string(::getpid()); }

pid_t child_of(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  [&]() noexcept { work(); }();
  ::_exit(0);
}

void wait_for(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
}

TEST(Fifo, OneWriterAfterAnother) {
  run_trials([] {
    const std::string path = new_path();
    const auto reader = open_fifo_reader(path);
    for (const char* order : {"two buns", "", "tea"}) {
      const pid_t writer = child_of([&] { open_fifo_writer(path)->send(order); });
      EXPECT_EQ(reader->receive(), order);
      wait_for(writer);
    }
  });
}

TEST(Fifo, AWriterWaitsForTheReader) {
  run_trials([] {
    const std::string path = new_path();
    EXPECT_EQ(try_open_fifo_writer(path), nullptr);
    const pid_t writer = child_of([&] { open_fifo_writer(path)->send("tea"); });
    EXPECT_TRUE(await_asleep(writer));
    EXPECT_EQ(open_fifo_reader(path)->receive(), "tea");
    wait_for(writer);
  });
}

TEST(Fifo, SendingToNobodyIsAnError) {
  run_trials([] {
    const std::string path = new_path();
    auto reader = open_fifo_reader(path);
    const auto writer = open_fifo_writer(path);
    writer->send("tea");
    reader.reset();
    EXPECT_THROW(writer->send("two buns"), NobodyReads);
  });
}

TEST(Fifo, TheReaderRemovesTheName) {
  run_trials([] {
    const std::string path = new_path();
    struct stat status = {};
    {
      const auto reader = open_fifo_reader(path);
      EXPECT_EQ(::stat(path.c_str(), &status), 0);
      EXPECT_TRUE(S_ISFIFO(status.st_mode));
    }
    EXPECT_NE(::stat(path.c_str(), &status), 0);
  });
}

}  // namespace
}  // namespace lockstep
