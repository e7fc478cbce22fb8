// SPDX-License-Identifier: MIT
// Claims on clients that go and on descriptors, for all models.
#ifndef TESTS_IO_MODELS_ENDS_H_
#define TESTS_IO_MODELS_ENDS_H_

#include <signal.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/io_models/client.h"

namespace lockstep::echo {

// How many descriptors the server has, when it has come to rest.
inline std::size_t descriptors(const Server& server) {
  server.expect_rest();
  return process::descriptors_of(server.process()).size();
}

inline void who_goes_is_closed(const Model& model) {
  run_trials(
      [&] {
        Lines lines(20265);
        std::string rest;
        Server server(model);
        server.start();
        Client stays(server);
        expect_echo(stays, "here\n");
        const std::size_t before = descriptors(server);
        Client silent(server);
        Client midway(server);
        Client untaken(server);
        Client ended(server);
        Client stuffed(server);
        midway.send("half a li");
        untaken.send("nobody takes this\n");
        ended.send("nor this\n");
        ended.end_sending();
        stuffed.stuff(lines, rest);
        for (Client* const client : {&silent, &midway, &untaken, &ended, &stuffed}) {
          client->close();
          expect_echo(stays, "still here\n");
        }
        // One that is gone when its line is looked at.
        Client late(server);
        expect_echo(late, "here\n");
        server.expect_rest();
        ::kill(server.process(), SIGSTOP);
        await_state(server.process(), 'T');
        late.send("and gone\n");
        late.close();
        ::kill(server.process(), SIGCONT);
        expect_echo(stays, "still here\n");
        EXPECT_EQ(descriptors(server), before)
            << because("clients have gone, and their descriptors were not given back");
        server.stop();
      },
      seeds(2));
}

// Leaves room for so many descriptors.
inline void use_up_descriptors(int room) {
  std::vector<int> used;
  for (int fd; (fd = ::dup(2)) >= 0;) used.push_back(fd);
  for (int i = 0; i < room && !used.empty(); ++i, used.pop_back()) ::close(used.back());
}

inline void no_descriptors_left(const Model& model) {
  run_trials(
      [&] {
        Server server(model);
        server.start([] { use_up_descriptors(9); });
        std::vector<Client> clients;
        for (int i = 0; i < 12; ++i) {
          clients.emplace_back(server);
          clients.back().send("hello\n");
        }
        std::size_t served = 0;
        for (std::size_t left = clients.size(); left > 0; --left) {
          if (!server.expect_rest()) return;
          const auto has = std::ranges::find_if(clients, [](Client& c) { return c.has_bytes(); });
          if (has == clients.end()) break;
          EXPECT_EQ(has->receive(6), "hello\n");
          expect_echo(*has, "and more\n");
          ++served;
          clients.erase(has);
        }
        EXPECT_EQ(served, 12u) << because(
            "a client that waited for a descriptor was not served when others had gone");
        server.stop();
      },
      seeds(0));
}

}  // namespace lockstep::echo

#endif  // TESTS_IO_MODELS_ENDS_H_
