// SPDX-License-Identifier: MIT
// Shows how a daemon is started. These cases are a start: the grading looks at more.
//
// run_trials() runs its body again and again, each time in a process of its own: first as it is,
// then with trouble, such as interrupted calls. It fails when something is left behind, for example
// a daemon that does not end.
#include "lessons/daemon/daemonize.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

// A daemon that only waits for signals. Its pid file stays, so that is removed by remove_file().
Daemon idle_daemon() {
  return {.pid_file = "/tmp/lockstep-visible-" + std::to_string(getuid()) + ".pid",
          .keep = {},
          .prepare = {},
          .work =
              [](int wake) {
                pollfd entry{wake, POLLIN, 0};
                poll(&entry, 1, -1);
              },
          .reload = {},
          .stop = {}};
}

void remove_file() { unlink(idle_daemon().pid_file.c_str()); }

TEST(Daemonize, StartsAndEnds) {
  run_trials(
      [] {
        const pid_t daemon = start_daemon(idle_daemon());
        EXPECT_TRUE(is_running(daemon)) << "start_daemon() has returned, and there is no daemon";
        EXPECT_NE(getsid(daemon), getsid(0)) << "the daemon is in its launcher's session";
        kill(daemon, SIGTERM);
        await_end(daemon);
        remove_file();
      },
      {.seeds = 3, .trouble = {}});
}

TEST(Daemonize, OnlyOneRuns) {
  run_trials(
      [] {
        const pid_t daemon = start_daemon(idle_daemon());
        try {
          start_daemon(idle_daemon());
          ADD_FAILURE() << "a second daemon was started";
        } catch (const AlreadyRunning& refusal) {
          EXPECT_EQ(refusal.holder(), daemon) << "the second was told another id";
        }
        kill(daemon, SIGTERM);
        await_end(daemon);
        remove_file();
      },
      {.seeds = 3, .trouble = {}});
}

TEST(Daemonize, TellsWhyItFailed) {
  run_trials(
      [] {
        Daemon daemon = idle_daemon();
        daemon.prepare = [] { throw std::runtime_error("no clock here"); };
        try {
          start_daemon(daemon);
          ADD_FAILURE() << "prepare() threw, and the launcher was not told";
        } catch (const std::runtime_error& error) {
          EXPECT_THAT(error.what(), testing::HasSubstr("no clock here"));
        }
        remove_file();
      },
      {.seeds = 3, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
