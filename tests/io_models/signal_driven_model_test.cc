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

CLAIM(SignalDriven, OneThreadWaitsForSignals, 6,
      "one thread waits for signals alone, and the clients' sockets send them") {
  one_thread_waits_in(kModel, {SYS_rt_sigtimedwait}, "non-blocking and O_ASYNC");
}

CLAIM(SignalDriven, OnlyWhoIsReady, 6,
      "what a line costs does not depend on how many clients there are") {
  only_who_is_ready(kModel, 2600);
}

// Sends so many lines while the server is stopped that its queue of signals has no room left.
std::size_t send_more_than_signals(const Server& server, std::vector<Client>& clients) {
  rlimit queue = {};
  ::getrlimit(RLIMIT_SIGPENDING, &queue);
  const auto most = static_cast<std::size_t>(std::min<rlim_t>(queue.rlim_cur, 2000));
  const std::size_t each = most / clients.size() + 30;
  server.expect_rest();
  ::kill(server.process(), SIGSTOP);
  await_state(server.process(), 'T');
  for (Client& client : clients) {
    for (std::size_t i = 0; i < each; ++i) client.send("\n");
  }
  return each;
}

CLAIM(SignalDriven, LostSignalsAreMadeUpFor, 6,
      "more signals than the queue has room for: SIGIO comes, and nobody is forgotten") {
  run_trials(
      [&] {
        Server server(kModel);
        server.start();
        std::vector<Client> clients;
        for (int i = 0; i < 12; ++i) expect_echo(clients.emplace_back(server), "here\n");
        const std::size_t each = send_more_than_signals(server, clients);
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
        send_more_than_signals(server, clients);
        server.tell_stop();
        ::kill(server.process(), SIGCONT);
        server.expect_end();
      },
      seeds(0));
}

}  // namespace
}  // namespace lockstep::echo
