// SPDX-License-Identifier: MIT
// The claims of the exercise `nonblocking` on its model.
#include "lessons/io_models/nonblocking.h"

#include <chrono>

#include "tests/io_models/model.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_nonblocking, .pauses = true};

bool pauses(const Server& server, int count) {
  Patience patience(server.process(), count);
  while (!patience.over()) ::poll(nullptr, 0, 5);
  EXPECT_TRUE(patience.paused()) << because("the idle server does not sleep");
  return patience.paused();
}

CLAIM(NonBlocking, NoCallWaits, 7,
      "one thread waits in no call but pauses, with all sockets in non-blocking mode") {
  one_thread_waits_in(kModel, {SYS_nanosleep, SYS_clock_nanosleep}, "non-blocking");
}

CLAIM(NonBlocking, PausesGrow, 7,
      "while nothing happens the pauses become as long as they may, and rounds cost little") {
  run_trials(
      [&] {
        Server server(kModel);
        server.start();
        Client client(server);
        expect_echo(client, "here\n");
        if (!pauses(server, 8)) return;
        constexpr int kPauses = 12;
        const auto begin = std::chrono::steady_clock::now();
        if (!pauses(server, kPauses)) return;
        EXPECT_GE(std::chrono::steady_clock::now() - begin, kLongestPause * (kPauses - 2))
            << because("the pauses of an idle server stay shorter than they may become");
        expect_echo(client, "still here\n");
        server.stop();
      },
      seeds(0));
}

}  // namespace
}  // namespace lockstep::echo
