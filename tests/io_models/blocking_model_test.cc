// SPDX-License-Identifier: MIT
// The claims of the exercise `blocking` on its model.
#include "lessons/io_models/blocking.h"

#include "tests/io_models/model.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_blocking};

CLAIM(Blocking, AThreadForEachClient, 12,
      "each client has a thread, which waits in a read or write that blocks") {
  run_trials(
      [&] {
        Server server(kModel);
        server.start();
        server.expect_rest();
        const auto before = process::descriptors_of(server.process());
        std::vector<Client> clients;
        for (int i = 0; i < 6; ++i) expect_echo(clients.emplace_back(server), "here\n");
        for (std::size_t left = 6; left >= 5; --left, clients.pop_back()) {
          server.expect_rest();
          EXPECT_TRUE(has_threads(server.process(), left + 1))
              << because("there are more or fewer threads than clients beside the first");
        }
        server.expect_rest();
        for (const auto& [thread, call] : calls_of_threads(server.process())) {
          EXPECT_TRUE(thread == server.process() || kReading.contains(call)) << because(
              "the thread of a client waits in another call than one that reads, number " +
              std::to_string(call));
        }
        EXPECT_EQ(in_words(modes_of_clients(server.process(), before)), "blocking")
            << because("the clients' sockets are in another mode than the model has");
        server.stop();
      },
      seeds(0));
}

}  // namespace
}  // namespace lockstep::echo
