// SPDX-License-Identifier: MIT
// Claims on the end of the server, on what is left then, and on signals, for all models.
#ifndef TESTS_IO_MODELS_STOP_H_
#define TESTS_IO_MODELS_STOP_H_

#include <signal.h>

#include <string>
#include <vector>

#include "tests/io_models/client.h"

namespace lockstep::echo {

inline void stop_is_prompt(const Model& model) {
  run_trials(
      [&] {
        for (const bool by_byte : {true, false}) {
          Lines lines(20266);
          std::string rest;
          Server server(model);
          server.start();
          Client idle(server);
          Client midway(server);
          Client stuffed(server);
          midway.send("half a li");
          stuffed.stuff(lines, rest);
          by_byte ? server.tell_stop() : server.tell_end();
          server.expect_end();
          for (Client* const client : {&idle, &midway, &stuffed}) {
            EXPECT_TRUE(client->is_closed()) << because("the server has stopped, not closed");
          }
        }
      },
      seeds(1));
}

// What a client that has taken nothing gets, at most, counted over all of them.
inline void stop_comes_before_work(const Model& model) {
  run_trials(
      [&] {
        constexpr std::size_t kClients = 5;
        Lines lines(20267);
        Server server(model);
        server.start();
        std::vector<Client> clients;
        for (std::size_t i = 0; i < kClients; ++i) expect_echo(clients.emplace_back(server), "\n");
        server.expect_rest();
        ::kill(server.process(), SIGSTOP);
        await_state(server.process(), 'T');
        std::size_t sent = 0;
        for (Client& client : clients) {
          std::string rest;
          sent += client.stuff(lines, rest, false).size();
        }
        EXPECT_GT(sent, kClients * base::kMostUnsent * 3 / 2);  // or nothing can be said
        server.tell_stop();
        ::kill(server.process(), SIGCONT);
        server.expect_end();
        std::string got;
        for (Client& client : clients) client.take_now(got, sent);
        EXPECT_LE(got.size(), kClients * base::kMostUnsent)
            << because("told to stop, the server first did what there was to do");
      },
      seeds(0));
}

inline std::string modes(int listener, int stop) {
  return std::to_string(mode_of(::getpid(), listener)) + " " +
         std::to_string(mode_of(::getpid(), stop));
}

inline void nothing_is_left(const Model& model) {
  run_trials(
      [&] {
        Server server(model);
        server.start_child([&] {
          const auto before = process::possessions();
          const std::string in_modes = modes(server.listener(), server.stop_fd());
          server.say_it_serves();
          for (int i = 0; i < 2; ++i) {  // the second time at once: `stop` has ended or has a byte
            model.serve(server.listener(), server.stop_fd());
            EXPECT_EQ(modes(server.listener(), server.stop_fd()), in_modes)
                << because("the listener or `stop` is not in the mode that it had");
            EXPECT_TRUE(has_threads(::getpid(), 1)) << because("threads of the server are left");
            for (const std::string& left : process::left_behind(before, process::possessions())) {
              ADD_FAILURE() << because("when the server returned, " + left);
            }
          }
        });
        Lines lines(20268);
        std::string rest;
        Client idle(server);
        Client stuffed(server);
        expect_echo(stuffed, "here\n");
        stuffed.stuff(lines, rest);
        // While it is stopped, so that there is more to be done when it finds `stop`.
        ::kill(server.process(), SIGSTOP);
        await_state(server.process(), 'T');
        server.tell_stop();
        server.tell_end();
        idle.send("late\n");
        Client late(server);
        ::kill(server.process(), SIGCONT);
        server.expect_end();
      },
      seeds(1));
}

inline void do_nothing(int) {}

// Waits until the process has taken the signal. Not until its handler has run: ThreadSanitizer runs
// that at the next call that it knows, and calls of a ring it does not know.
inline void await_taken(pid_t process, int signal) {
  const long bit = 1L << (signal - 1);
  while ((number_in_proc(process, "status", "ShdPnd", 16) & bit) != 0) ::poll(nullptr, 0, 1);
}

inline void signals_are_nothing(const Model& model) {
  run_trials(
      [&] {
        Server server(model);
        server.start([] {
          struct sigaction action = {};  // without SA_RESTART
          action.sa_handler = do_nothing;
          ::sigaction(SIGUSR1, &action, nullptr);
        });
        Client client(server);
        for (int i = 0; i < 4; ++i) {
          if (i % 2 == 0) expect_echo(client, "here\n");
          if (!server.expect_rest()) return;
          ::kill(server.process(), SIGUSR1);
          await_taken(server.process(), SIGUSR1);
        }
        if (!server.expect_rest()) return;
        expect_echo(client, "still here\n");
        server.stop();
      },
      seeds(0));
}

}  // namespace lockstep::echo

#endif  // TESTS_IO_MODELS_STOP_H_
