// SPDX-License-Identifier: MIT
// The claim of the exercise `signal_driven` on what comes between two of its calls.
#include "lessons/io_models/signal_driven.h"
#include "tests/io_models/client.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_signal_driven};

CLAIM(SignalDriven, NothingComesUnseen, 3,
      "a line, and the stop, are seen whenever they come, also just before a signal would tell") {
  const int stops = stop_at_each_call("1.1", [] {
    Server server(kModel);
    server.start();
    Client client(server);
    expect_echo(client, "one\n");
    expect_echo(client, "two\n");
    server.stop();
  });
  EXPECT_GT(stops, 0);
  stop_at_each_call("1.1", [] {
    Server server(kModel);
    server.start();
    server.stop();
  });
}

}  // namespace
}  // namespace lockstep::echo
