// SPDX-License-Identifier: MIT
// Shows how a manager and its clients are used. These cases are a start: the grading looks at more,
// above all at clients that die.
//
// run_trials() runs its body again and again, each time in a process of its own: first as it is,
// then with trouble, such as calls that are interrupted and reads that bring less than was asked
// for. It fails when something is left behind.
#include "lessons/manager/manager.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

std::string socket_path() { return "/tmp/manager_test." + std::to_string(::getpid()); }

void reap(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
}

TEST(Manager, WhatOneSetsTheOtherGets) {
  run_trials(
      [] {
        const std::string path = socket_path();
        const auto manager = make_manager(path);
        const auto client = connect_to(path);
        Dict stock = client->make_dict();
        const pid_t child = ::fork();
        if (child == 0) {
          const auto mine = connect_to(path);
          mine->dict(stock.id()).set("buns", 12);
          ::_exit(0);
        }
        reap(child);
        EXPECT_EQ(stock.get("buns"), 12);
        EXPECT_EQ(stock.size(), 1);
      },
      {.seeds = 3, .trouble = {}});
}

TEST(Manager, ErrorsAreThrownWhereTheCallWasMade) {
  run_trials(
      [] {
        const std::string path = socket_path();
        const auto manager = make_manager(path);
        const auto client = connect_to(path);
        List list = client->make_list();
        list.append(7);
        EXPECT_EQ(list.get(0), 7);
        EXPECT_THROW(list.get(1), NoSuchIndex);
        EXPECT_THROW(client->make_dict().get("buns"), NoSuchKey);
        EXPECT_THROW(client->make_lock().release(), NotHolder);
        EXPECT_THROW(client->value(list.id()), NoSuchObject) << "it is a list";
      },
      {.seeds = 3, .trouble = {}});
}

TEST(Manager, ALockIsHeldByOneClient) {
  run_trials(
      [] {
        const std::string path = socket_path();
        const auto manager = make_manager(path);
        const auto client = connect_to(path);
        Lock lock = client->make_lock();
        Notes inside;
        lock.acquire();
        const pid_t child = ::fork();
        if (child == 0) {
          const auto mine = connect_to(path);
          Lock same = mine->lock(lock.id());
          same.acquire();
          inside.post(1);
          same.release();
          ::_exit(0);
        }
        EXPECT_TRUE(await_asleep(child));
        EXPECT_FALSE(inside.any());
        lock.release();
        EXPECT_EQ(inside.take(), 1);
        reap(child);
      },
      {.seeds = 3, .trouble = {}});
}

TEST(Manager, ADeadClientGivesItsLockBack) {
  run_trials(
      [] {
        const std::string path = socket_path();
        const auto manager = make_manager(path);
        const auto client = connect_to(path);
        Lock lock = client->make_lock();
        Notes inside;
        const pid_t child = ::fork();
        if (child == 0) {
          const auto mine = connect_to(path);
          Lock same = mine->lock(lock.id());
          same.acquire();
          inside.post(1);
          for (;;) ::pause();
        }
        inside.take();
        ::kill(child, SIGKILL);
        reap(child);
        lock.acquire();
      },
      {.seeds = 3, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
