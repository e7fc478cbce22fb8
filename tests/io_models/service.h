// SPDX-License-Identifier: MIT
// Claims on what a server does for its clients, for all models.
#ifndef TESTS_IO_MODELS_SERVICE_H_
#define TESTS_IO_MODELS_SERVICE_H_

#include <signal.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/io_models/client.h"

namespace lockstep::echo {

// Sends it, and expects nothing back.
inline void expect_silence(Server& server, Client& client, const std::string& bytes) {
  client.send(bytes);
  server.expect_rest();
  EXPECT_FALSE(client.has_bytes())
      << because("the beginning of a line came back before the line was whole");
}

inline void lines_come_back(const Model& model) {
  run_trials(
      [&] {
        Server server(model);
        server.start();
        Client client(server);
        for (const std::string line : {"one\n", "\n", "two\nthree\n\nfour\n"}) {
          expect_echo(client, line);
        }
        expect_echo(client, std::string("zeros \0 and \0\n", 14));
        expect_silence(server, client, "a line ");
        expect_silence(server, client, "in");
        EXPECT_EQ(client.exchange(" pieces\nand more", 17), "a line in pieces\n")
            << because("a line that was sent in pieces did not come back whole");
        for (const char byte : std::string(" byte by byte")) client.send(std::string(1, byte));
        expect_silence(server, client, " ...");
        EXPECT_EQ(client.exchange("\n", 26), "and more byte by byte ...\n")
            << because("a line that was sent byte by byte did not come back whole");
        server.stop();
      },
      seeds(2));
}

inline void much_comes_back(const Model& model) {
  run_trials(
      [&] {
        Lines lines(20261);
        Server server(model);
        server.start();
        Client client(server);
        expect_echo(client, lines.bytes(300'000));
        expect_echo(client, "and a last one\n");
        server.stop();
      },
      seeds(3));
}

// What many send while the server is stopped comes to it in one piece of work.
inline void all_at_once(Server& server, std::vector<Client>& clients, int first) {
  if (!server.expect_rest()) return;
  ::kill(server.process(), SIGSTOP);
  await_state(server.process(), 'T');
  for (int i = first + 1; i < first + 20; ++i) clients[i].send("from " + std::to_string(i) + "\n");
  ::kill(server.process(), SIGCONT);
  for (int i = first + 1; i < first + 20; ++i) {
    const std::string line = "from " + std::to_string(i) + "\n";
    EXPECT_EQ(clients[i].receive(line.size()), line)
        << because("many clients sent at once, and one did not get its line back");
  }
}

// Half of them are there, and have sent, before the server begins; some have gone by then.
inline void many_are_served(const Model& model) {
  constexpr int kClients = 120;
  run_trials(
      [&] {
        Lines lines(20262);
        Server server(model);
        std::vector<Client> clients;
        std::vector<std::string> expected;
        for (int i = 0; i < kClients; ++i) {
          if (i == kClients / 2) server.start();
          Client& client = clients.emplace_back(server);
          expected.push_back(lines.bytes(1));
          client.send(expected.back());
          if (i % 20 == 0) client.close();
        }
        for (int i = 0; i < kClients; ++i) {
          if (i % 20 == 0) continue;
          EXPECT_EQ(told(clients[i].receive(expected[i].size())), told(expected[i]))
              << because("one of many clients did not get its line back");
        }
        all_at_once(server, clients, 40);
        server.stop();
      },
      seeds(1));
}

inline void slow_readers_hold_up_nobody(const Model& model) {
  run_trials(
      [&] {
        Lines lines(20263);
        Server server(model);
        server.start();
        Client slow(server);
        Client other(server);
        std::string rest;
        const std::string sent = slow.stuff(lines, rest);
        expect_echo(other, "not held up\n");
        // It takes little, and is again one that takes nothing.
        std::string got = slow.receive(1000);
        server.expect_rest();
        expect_echo(other, "again not\n");
        got += slow.exchange(rest, sent.size() + rest.size() - got.size());
        EXPECT_EQ(told(got), told(sent + rest))
            << because("what waited for a slow client did not come as it was sent");
        expect_echo(slow, "not slow any more\n");
        server.stop();
      },
      seeds(2));
}

// Takes what was sent by a client that has ended its sending, and expects to be closed then.
inline void expect_last_words(Client& client, const std::string& words) {
  EXPECT_EQ(told(client.receive(words.size())), told(words))
      << because("what a client was to get after it ended its sending did not come as it was");
  EXPECT_TRUE(client.is_closed()) << because(
      "a client that ended its sending, and got its lines, was not closed");
}

// Sends lines until not all of them can come back, because the client takes none, and no more: the
// server has taken all, and keeps less than kMostUnsent bytes.
inline std::string more_than_fits(const Server& server, Client& client, Lines& lines) {
  std::string all;
  do {
    const std::string more = lines.bytes(10'000);
    client.send(more);
    all += more;
  } while (server.expect_rest() && client.bytes_there() == all.size());
  return all;
}

inline void an_end_of_sending_is_no_end(const Model& model) {
  run_trials(
      [&] {
        Lines lines(20264);
        Server server(model);
        server.start();
        Client quick(server);
        Client stuffed(server);
        Client taken(server);  // the server has taken all of it, and its end, and cannot send all
        quick.send("last words\nand no line");
        quick.end_sending();
        expect_last_words(quick, "last words\n");
        std::string rest;
        std::string sent = stuffed.stuff(lines, rest);
        sent.erase(sent.rfind('\n') + 1);
        stuffed.end_sending();
        const std::string fitting = more_than_fits(server, taken, lines);
        taken.end_sending();
        server.expect_rest();
        expect_last_words(taken, fitting);
        expect_last_words(stuffed, sent);
        server.stop();
      },
      seeds(2));
}

inline void long_lines_are_refused(const Model& model) {
  run_trials(
      [&] {
        Server server(model);
        server.start();
        Client other(server);
        Client client(server);
        expect_echo(client, std::string(base::kLongestLine - 1, 'x') + "\n");
        client.send(std::string(base::kLongestLine, 'y'));
        EXPECT_TRUE(client.is_closed())
            << because("a client that sent a line of more than kLongestLine bytes was not closed");
        expect_echo(other, "not held up\n");
        server.stop();
      },
      seeds(1));
}

}  // namespace lockstep::echo

#endif  // TESTS_IO_MODELS_SERVICE_H_
