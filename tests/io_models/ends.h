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

// The client sends a line and goes before the server looks at it, and so does this come.
inline void go_unseen(
    const Server& server, Client& client, const std::function<void()>& what_comes = [] {}) {
  server.expect_rest();
  ::kill(server.process(), SIGSTOP);
  await_state(server.process(), 'T');
  client.send("and gone\n");
  client.close();
  what_comes();
  ::kill(server.process(), SIGCONT);
}

// The client sends a line that is too long, and stays.
inline void be_refused(Client& client) {
  client.send(std::string(base::kLongestLine, 'y'));
  EXPECT_TRUE(client.is_closed()) << because(
      "a client that sent a line of more than kLongestLine bytes was not closed");
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
        Client late(server);
        expect_echo(late, "here\n");
        go_unseen(server, late);
        Client refused(server);
        refused.send(std::string(base::kLongestLine, 'y'));  // and it stays
        expect_echo(stays, "still here\n");
        EXPECT_EQ(descriptors(server), before) << because(
            "clients have gone or were refused, and their descriptors were not given back");
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

// How a server loses a client.
enum class Loss { kGoes, kGoesUnseen, kIsRefused };

// More clients than there are descriptors; all are lost in the same way, one after the other.
inline bool all_are_served_in_turn(const Model& model, Loss loss) {
  Server server(model);
  server.start([] { use_up_descriptors(9); });
  std::vector<Client> clients;
  for (int i = 0; i < 12; ++i) {
    clients.emplace_back(server);
    clients.back().send("hello\n");
  }
  std::size_t served = 0;
  for (std::size_t left = clients.size(); left > 0; --left) {
    if (!server.expect_rest()) return false;
    const auto has = std::ranges::find_if(clients, [](Client& c) { return c.has_bytes(); });
    if (has == clients.end()) break;
    EXPECT_EQ(has->receive(6), "hello\n");
    expect_echo(*has, "and more\n");
    ++served;
    if (loss == Loss::kGoesUnseen) go_unseen(server, *has);
    if (loss == Loss::kIsRefused) be_refused(*has);
    clients.erase(has);
  }
  EXPECT_EQ(served, 12u) << because(
      "a client that waited for a descriptor was not served when others were closed");
  server.stop();
  return served == 12;
}

// One descriptor is left. Before the server looks, a client goes and two come: the first of them
// takes what is left, and the second what the other one gives back.
inline void one_goes_as_two_come(const Model& model) {
  Server server(model);
  server.start([] { use_up_descriptors(9); });
  std::vector<Client> clients;
  do {
    if (clients.size() == 12) return;
    clients.emplace_back(server).send("hello\n");
    if (!server.expect_rest()) return;
  } while (clients.back().has_bytes());
  clients[0].close();
  server.expect_rest();
  clients[1].close();
  go_unseen(server, clients[2], [&] {
    for (int i = 0; i < 2; ++i) clients.emplace_back(server).send("late\n");
  });
  server.expect_rest();
  for (auto late = clients.end() - 2; late != clients.end(); ++late) {
    EXPECT_TRUE(late->has_bytes())
        << because("a client came just when another one went, and was not served");
  }
  server.stop();
}

inline void no_descriptors_left(const Model& model) {
  run_trials(
      [&] {
        if (all_are_served_in_turn(model, Loss::kGoes) &&
            all_are_served_in_turn(model, Loss::kGoesUnseen) &&
            all_are_served_in_turn(model, Loss::kIsRefused)) {
          one_goes_as_two_come(model);
        }
      },
      seeds(0));
}

}  // namespace lockstep::echo

#endif  // TESTS_IO_MODELS_ENDS_H_
