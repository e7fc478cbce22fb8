// SPDX-License-Identifier: MIT
// How a shared reader is used. Each case runs in a process of its own, several times: undisturbed,
// and with calls that are interrupted, short reads and writes, and children that stop for a while.
#include "lessons/pipe/shared_reader.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"
#include "lessons/base/message.h"

namespace lockstep {
namespace {

// A child that closes one end of a pipe, does its work, and ends.
pid_t child_without(int end, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::close(end);
  [&]() noexcept { work(); }();
  ::_exit(0);
}

void wait_for(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
}

TEST(SharedReader, TakesWholeMessages) {
  run_trials([] {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto reader = make_shared_reader(ends[0]);
    for (const char* message : {"bun", "", "another bun"}) base::send_message(ends[1], message);
    ::close(ends[1]);
    EXPECT_EQ(reader->receive(), "bun");
    EXPECT_EQ(reader->receive(), "");
    EXPECT_EQ(reader->receive(), "another bun");
    EXPECT_EQ(reader->receive(), std::nullopt);
    ::close(ends[0]);
  });
}

// The story: one producer, two consumers, ten buns, each with its number on it.
TEST(SharedReader, TwoConsumersEatEachBunOnce) {
  run_trials([] {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto reader = make_shared_reader(ends[0]);
    Notes eaten;
    const auto eat = [&] {
      while (const auto bun = reader->receive()) eaten.post(std::stol(*bun));
    };
    const pid_t one = child_without(ends[1], eat);
    const pid_t two = child_without(ends[1], eat);
    for (int bun = 1; bun <= 10; ++bun) base::send_message(ends[1], std::to_string(bun));
    ::close(ends[1]);
    wait_for(one);
    wait_for(two);
    int times[11] = {};
    while (eaten.any()) ++times[eaten.take()];
    for (int bun = 1; bun <= 10; ++bun) EXPECT_EQ(times[bun], 1) << "bun " << bun;
    ::close(ends[0]);
  });
}

TEST(SharedReader, OneThatIsKilledWhileItWaitsHarmsNobody) {
  run_trials([] {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto reader = make_shared_reader(ends[0]);
    const pid_t waits = child_without(ends[1], [&] { reader->receive(); });
    await_asleep(waits);
    ::kill(waits, SIGKILL);
    wait_for(waits);
    base::send_message(ends[1], "bun");
    EXPECT_EQ(reader->receive(), "bun");
    ::close(ends[0]);
    ::close(ends[1]);
  });
}

TEST(SharedReader, PartOfAMessageBreaksTheStream) {
  run_trials([] {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto reader = make_shared_reader(ends[0]);
    const std::string part = base::framed("half a bun").substr(0, 8);
    while (::write(ends[1], part.data(), part.size()) < 0 && errno == EINTR) continue;
    ::close(ends[1]);
    EXPECT_THROW(reader->receive(), StreamBroken);
    EXPECT_THROW(reader->receive(), StreamBroken);
    ::close(ends[0]);
  });
}

}  // namespace
}  // namespace lockstep
