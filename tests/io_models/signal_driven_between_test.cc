// SPDX-License-Identifier: MIT
// The claim of the exercise `signal_driven` on what comes between two of its calls.
#include "lessons/io_models/signal_driven.h"
#include "tests/io_models/client.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_signal_driven};

CLAIM(SignalDriven, NothingComesUnseen, 3,
      "a line, and the stop, are seen whenever they come, also just before a signal would tell") {
  // Each time it comes when the server has been stopped between two calls, or sleeps.
  const int stops = stop_at_each_call("1.1", [] {
    Server server(kModel);
    Client client(server);
    client.send("one\n");
    server.start();
    EXPECT_EQ(client.receive(4), "one\n");
    await_rest(server.process());
    expect_echo(client, "two\n");
    server.stop();
  });
  EXPECT_GT(stops, 0);
  for (const bool connects : {true, false}) {
    stop_at_each_call("1.1", [&] {
      Server server(kModel);
      server.start();
      await_rest(server.process());
      if (connects) {
        Client client(server);
        expect_echo(client, "one\n");
      }
      server.stop();
    });
  }
}

}  // namespace
}  // namespace lockstep::echo
