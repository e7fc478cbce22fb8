// SPDX-License-Identifier: MIT
// The claims of the exercise `signal_driven` on its model.
#include "lessons/io_models/signal_driven.h"

#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/io_models/model.h"

namespace lockstep::echo {
namespace {

constexpr Model kModel{.serve = serve_signal_driven};

CLAIM(SignalDriven, OneThreadWaitsForSignals, 7,
      "one thread waits for signals alone, and the clients' sockets send them") {
  one_thread_waits_in(kModel, {SYS_rt_sigtimedwait}, "non-blocking and O_ASYNC");
}

CLAIM(SignalDriven, OnlyWhoIsReady, 7,
      "what a line costs does not depend on how many clients there are") {
  only_who_is_ready(kModel, 2600);
}

CLAIM(SignalDriven, LostSignalsAreMadeUpFor, 7,
      "more signals than the queue has room for: SIGIO comes, and nobody is forgotten") {
  run_trials(
      [&] {
        constexpr int kClients = 12;
        rlimit queue = {};
        ::getrlimit(RLIMIT_SIGPENDING, &queue);
        const auto each = static_cast<int>(std::min<rlim_t>(queue.rlim_cur, 2000)) / kClients + 30;
        Server server(kModel);
        server.start();
        std::vector<Client> clients;
        for (int i = 0; i < kClients; ++i) expect_echo(clients.emplace_back(server), "here\n");
        server.expect_rest();
        ::kill(server.process(), SIGSTOP);
        await_state(server.process(), 'T');
        for (Client& client : clients) {
          for (int i = 0; i < each; ++i) client.send("\n");
        }
        Client late(server);
        late.send("late\n");
        ::kill(server.process(), SIGCONT);
        for (Client& client : clients) {
          EXPECT_EQ(client.receive(each), std::string(each, '\n'))
              << because("signals were lost for want of room, and a client is not served");
        }
        EXPECT_EQ(late.receive(5), "late\n")
            << because("signals were lost for want of room, and a new client is not served");
        expect_echo(late, "and more\n");
        server.stop();
      },
      seeds(0));
}

}  // namespace
}  // namespace lockstep::echo
