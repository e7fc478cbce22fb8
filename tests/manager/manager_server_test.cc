// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on the server: its begin, its end, and what it leaves.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "autograder/base/fd.h"
#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/manager/shop.h"

namespace lockstep {
namespace {

std::string error(int number) { return "error " + std::to_string(number); }

bool exists(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0;
}

CLAIM(Manager, ShutdownLeavesNothing, 3,
      "shutdown ends the server whoever is connected, and leaves no process and no file") {
  run_trials(
      [] {
        const Shop shop;
        Lock lock = shop.client->make_lock();
        lock.acquire();
        const pid_t waits = child_of([&] {
          const auto mine = connect_to(shop.path);
          Lock same = mine->lock(lock.id());
          EXPECT_EQ(told([&] { same.acquire(); }), "gone")
              << because("the server ended, and who waits for a lock was not told");
        });
        shop.settle({waits});
        shop.manager->shutdown();
        EXPECT_EQ(state_of(shop.manager->server()), 'X')
            << because("after shutdown() the server is still there, or a zombie");
        EXPECT_FALSE(exists(shop.path)) << because("after shutdown() the socket file is there");
        EXPECT_EQ(end_of_child(waits), 0) << because("who waited for a lock came to no good end");
        EXPECT_EQ(told([&] { lock.release(); }), "gone")
            << because("the server has ended, and a call is not ManagerGone");
        EXPECT_EQ(told([&] { shop.manager->shutdown(); }), "done")
            << because("the second shutdown() did something");
        const std::string again = told([&] {
          const auto manager = make_manager(shop.path);
          connect_to(shop.path)->make_value(1);
        });
        EXPECT_EQ(again, "done") << because(
            "after a shutdown() there is no new manager of that name");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Manager, ADeadServerIsTold, 3,
      "when the server was killed, calls throw ManagerGone and nobody can connect") {
  run_trials(
      [] {
        const Shop shop;
        Value value = shop.client->make_value(1);
        ::kill(shop.manager->server(), SIGKILL);
        await_end(shop.manager->server());
        for (int i = 0; i < 2; ++i) {
          EXPECT_EQ(told([&] { return value.get(); }), "gone")
              << because("the server has ended, and a call is not ManagerGone");
        }
        EXPECT_EQ(told([&] { shop.client->make_list(); }), "gone")
            << because("the server has ended, and making an object is not ManagerGone");
        const std::string how = told([&] { connect_to(shop.path)->make_value(1); });
        EXPECT_EQ(how, error(ECONNREFUSED))
            << because("the server has ended, and connecting is not refused");
        shop.manager->shutdown();
        EXPECT_FALSE(exists(shop.path)) << because("after shutdown() the socket file is there");
        EXPECT_EQ(told([&] { connect_to(shop.path); }), error(ENOENT))
            << because("there is no socket file, and connecting has not the system's error");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, TheServerInheritsNothing, 4,
      "the server has none of its owner's descriptors, so nobody waits for it at a pipe") {
  run_trials(
      [] {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return;
        const Fd reader(ends[0]);
        const Fd writer(ends[1]);
        const Fd high(::fcntl(reader.get(), F_DUPFD_CLOEXEC, 40));
        const Shop shop;
        const auto second = make_manager(shop.path + ".2");
        shop.settle({second->server()});
        const std::string pipe = process::descriptors_of(::getpid())[reader.get()];
        for (const pid_t server : {shop.manager->server(), second->server()}) {
          for (const auto& [number, what] : process::descriptors_of(server)) {
            EXPECT_TRUE(number <= 2 || what != pipe)
                << because("the server has a descriptor of its owner's");
          }
        }
        ::kill(shop.manager->server(), SIGKILL);
        await_end(shop.manager->server());
        EXPECT_EQ(told([&] { connect_to(shop.path); }), error(ECONNREFUSED))
            << because("another server of the same owner keeps the socket open");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, ItEndsWithItsOwner, 4, "when its owner is killed the server ends, at once") {
  run_trials(
      [] {
        Notes notes;
        const std::string path = "/tmp/shop." + std::to_string(::getpid());
        const pid_t owner = child_of([&] {
          const auto manager = make_manager(path);
          notes.post(manager->server());
          child_of([&] {
            const auto client = connect_to(path);
            notes.post(::getpid());
            for (;;) ::pause();
          });
          for (;;) ::pause();
        });
        const auto server = static_cast<pid_t>(notes.take());
        const auto child = static_cast<pid_t>(notes.take());
        await_asleep(server);
        kill_child(owner);
        await_end(server);
        EXPECT_TRUE(is_running(child)) << because("a client ended with the server's owner");
        ::kill(child, SIGKILL);
        await_end(child);
        ::unlink(path.c_str());
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, WhatCannotStartIsAnError, 3,
      "a manager that cannot start says why, and leaves nothing") {
  run_trials(
      [] {
        const Shop shop;
        const std::string taken = shop.path + ".txt";
        std::fclose(std::fopen(taken.c_str(), "w"));
        for (const std::string& path : {shop.path, taken}) {
          EXPECT_EQ(told([&] { make_manager(path); }), error(EADDRINUSE))
              << because("there is a file of this name, and it is not EADDRINUSE");
          EXPECT_TRUE(exists(path)) << because("a file that was there is gone");
        }
        ::unlink(taken.c_str());
        EXPECT_EQ(told([&] { connect_to(shop.path)->make_value(1); }), "done")
            << because("a second manager of its name failed, and nobody can connect to the first");
        const std::string longest = shop.path + std::string(107 - shop.path.size(), 'x');
        EXPECT_EQ(told([&] { make_manager(longest + "x"); }), error(ENAMETOOLONG))
            << because("the name is too long, and it is not ENAMETOOLONG");
        EXPECT_EQ(told([&] { connect_to(longest + "x"); }), error(ENAMETOOLONG))
            << because("the name is too long, and it is not ENAMETOOLONG");
        EXPECT_EQ(told([&] {
                    const auto manager = make_manager(longest);
                    connect_to(longest);
                  }),
                  "done")
            << because("a name of 107 bytes is not too long");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, ARefusedForkLeavesNothing, 4,
      "when the system makes no process, make_manager() says so, and leaves nothing") {
  const int failures = fail_each("fork", [] {
    const std::string path = "/tmp/shop." + std::to_string(::getpid());
    const std::string how = told([&] {
      const auto manager = make_manager(path);
      connect_to(path)->make_value(1);
    });
    EXPECT_TRUE(how == "done" || how == error(EAGAIN))
        << because("fork() failed, and its error was not told");
    EXPECT_FALSE(exists(path)) << because("fork() failed, and the socket file is there");
  });
  EXPECT_GT(failures, 0) << because("no process was made");
}

}  // namespace
}  // namespace lockstep
