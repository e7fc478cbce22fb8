// SPDX-License-Identifier: MIT
// Claims on the model: a server seen from outside.
#ifndef TESTS_IO_MODELS_MODEL_H_
#define TESTS_IO_MODELS_MODEL_H_

#include <fcntl.h>
#include <sys/syscall.h>

#include <set>
#include <string>
#include <vector>

#include "tests/io_models/client.h"

namespace lockstep::echo {

using Calls = std::set<long>;

inline const Calls kReading = {SYS_read, SYS_readv, SYS_recvfrom, SYS_recvmsg};

// The modes of the server's sockets, but for the listener's: O_NONBLOCK and O_ASYNC alone.
inline std::set<int> modes_of_clients(pid_t process, const std::map<int, std::string>& before) {
  std::set<int> modes;
  for (const auto& [fd, what] : process::descriptors_of(process)) {
    if (before.contains(fd) || !what.starts_with("socket:")) continue;
    modes.insert(mode_of(process, fd) & (O_NONBLOCK | O_ASYNC));
  }
  return modes;
}

inline std::string in_words(const std::set<int>& modes) {
  std::string words;
  for (const int mode : modes) {
    words += words.empty() ? "" : ", ";
    words += (mode & O_NONBLOCK) ? "non-blocking" : "blocking";
    words += (mode & O_ASYNC) ? " and O_ASYNC" : "";
  }
  return words.empty() ? "none" : words;
}

// One thread, which waits in one of these calls and no other; all clients in this mode.
inline void one_thread_waits_in(const Model& model, const Calls& calls, const std::string& mode) {
  run_trials(
      [&] {
        Server server(model);
        server.start();
        server.expect_rest();
        const auto before = process::descriptors_of(server.process());
        std::vector<Client> clients;
        for (int i = 0; i < 8; ++i) {
          expect_echo(clients.emplace_back(server), "here\n");
          server.expect_rest();
          EXPECT_TRUE(has_threads(server.process(), 1))
              << because("the server has more than one thread");
          for (const auto& [thread, call] : calls_of_threads(server.process())) {
            if (call < 0) continue;  // it runs
            EXPECT_TRUE(calls.contains(call))
                << because("the server waits in another call than its model has, number " +
                           std::to_string(call));
          }
        }
        EXPECT_EQ(in_words(modes_of_clients(server.process(), before)), mode)
            << because("the clients' sockets are in another mode than the model has");
        server.stop();
      },
      seeds(0));
}

// What a line costs does not depend on how many clients there are: with 100 of them, 40 lines of
// one and all that is to be done for the rest cost less than that many calls.
inline void only_who_is_ready(const Model& model, long most) {
  run_trials(
      [&] {
        Notes calls;
        Server server(model);
        server.start([] {}, [&] { calls.post(calls_made()); });
        std::vector<Client> clients;
        for (int i = 0; i < 100; ++i) expect_echo(clients.emplace_back(server), "here\n");
        for (int i = 0; i < 40; ++i) expect_echo(clients.front(), "line\n");
        server.stop();
        EXPECT_LE(calls.take(), most)
            << because("the server asks clients of whom nothing was told: it made many calls");
      },
      seeds(0));
}

}  // namespace lockstep::echo

#endif  // TESTS_IO_MODELS_MODEL_H_
