// SPDX-License-Identifier: MIT
// How the server is used. Each case is run in a process of its own, first without trouble, then
// with some; the server is a child of it.
#include "lessons/io_models/signal_driven.h"

#include "autograder/process/trial.h"
#include "gtest/gtest.h"
#include "lessons/base/echo_server.h"

namespace lockstep {
namespace {

using base::EchoServer;
using base::send_all;
using base::take;

TEST(SignalDriven, LinesComeBack) {
  run_trials([] {
    EchoServer server(serve_signal_driven);
    const auto client = server.connect();
    send_all(client.get(), "one\ntwo\n");
    EXPECT_EQ(take(client.get(), 8), "one\ntwo\n");
    EXPECT_EQ(server.stop(), 0);
  });
}

TEST(SignalDriven, TheBeginningOfALineHoldsUpNobody) {
  run_trials([] {
    EchoServer server(serve_signal_driven);
    const auto slow = server.connect();
    const auto quick = server.connect();
    send_all(slow.get(), "half a ");
    send_all(quick.get(), "a whole line\n");
    EXPECT_EQ(take(quick.get(), 13), "a whole line\n");
    send_all(slow.get(), "line\n");
    EXPECT_EQ(take(slow.get(), 12), "half a line\n");
    EXPECT_EQ(server.stop(), 0);
  });
}

TEST(SignalDriven, WhoEndsItsSendingGetsItsLines) {
  run_trials([] {
    EchoServer server(serve_signal_driven);
    const auto client = server.connect();
    send_all(client.get(), "the last line\nand a beginning");
    ::shutdown(client.get(), SHUT_WR);
    EXPECT_EQ(take(client.get(), 100), "the last line\n");
    EXPECT_EQ(server.stop(), 0);
  });
}

TEST(SignalDriven, StopClosesTheClients) {
  run_trials([] {
    EchoServer server(serve_signal_driven);
    const auto client = server.connect();
    send_all(client.get(), "here\n");
    EXPECT_EQ(take(client.get(), 5), "here\n");
    EXPECT_EQ(server.stop(), 0);
    EXPECT_EQ(take(client.get(), 1), "");
  });
}

}  // namespace
}  // namespace lockstep
