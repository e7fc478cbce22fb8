// SPDX-License-Identifier: MIT
// How a connection is used. Each case runs in a process of its own, several times: undisturbed, and
// with calls that are interrupted, short reads and writes, and children that stop for a while.
#include "lessons/pipe/connection.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using namespace std::chrono_literals;

// Runs a function in a child. All ends are there twice then: in the child, and here.
template <class Function>
pid_t start(const Function& function) {
  const pid_t child = ::fork();
  if (child == 0) [&]() noexcept { ::_exit((function(), 0)); }();
  return child;
}

void await(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
}

TEST(Connection, BringsMessagesFromAChildAndThenTheEnd) {
  run_trials([] {
    auto [receiver, sender] = make_one_way_pipe();
    const pid_t child = start([&] {
      receiver->close();
      sender->send("one");
      sender->send("");
      sender->send("three");
    });
    sender->close();
    EXPECT_EQ(receiver->recv(), "one");
    EXPECT_EQ(receiver->recv(), "");
    EXPECT_EQ(receiver->recv(), "three");
    EXPECT_THROW(receiver->recv(), EndOfStream);
    await(child);
  });
}

TEST(Connection, BothEndsOfATwoWayPipeSendAndReceive) {
  run_trials([] {
    auto [mine, yours] = make_two_way_pipe();
    const pid_t child = start([&] {
      mine->close();
      yours->send("you said: " + yours->recv());
    });
    yours->close();
    mine->send("hello");
    EXPECT_EQ(mine->recv(), "you said: hello");
    await(child);
  });
}

TEST(Connection, LargeMessagesArriveWhole) {
  const std::string large(300'000, 'x');
  run_trials([&] {
    auto [receiver, sender] = make_one_way_pipe();
    const pid_t child = start([&] {
      receiver->close();
      sender->send(large);
    });
    sender->close();
    EXPECT_TRUE(receiver->recv() == large);
    await(child);
  });
}

TEST(Connection, SendingToNobodyIsAnError) {
  run_trials([] {
    auto [receiver, sender] = make_one_way_pipe();
    receiver->close();
    EXPECT_THROW(sender->send("anybody?"), NoReceiver);
  });
}

TEST(Connection, PollSaysWhetherThereIsSomethingToReceive) {
  run_trials([] {
    auto [receiver, sender] = make_one_way_pipe();
    EXPECT_FALSE(receiver->poll(1ms));
    sender->send("news");
    EXPECT_TRUE(receiver->poll(1ms));
    EXPECT_EQ(receiver->recv(), "news");
    sender->close();
    EXPECT_TRUE(receiver->poll(1ms)) << "the end of the stream is something to receive";
  });
}

}  // namespace
}  // namespace lockstep
