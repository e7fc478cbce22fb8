// SPDX-License-Identifier: MIT
// The claims of the exercise `daemonize` on what the launcher is told, and on
// what of the launcher does not count.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/daemon/daemonize.h"
#include "tests/daemon/watch_daemon.h"

namespace lockstep {
namespace {

// What start_daemon() throws; "" when it throws nothing, and then the daemon is ended.
std::string error_of(const Daemon& daemon) {
  try {
    end_daemon(start_daemon(daemon));
    return "";
  } catch (const AlreadyRunning&) {
    return "already running";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

CLAIM(Daemonize, AFailureIsTold, 6,
      "when prepare() throws, the launcher is told why, all is given back, and one may try again") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Daemon daemon = idle_daemon(file);
        std::string why = "no clock here: ";
        for (int i = 0; why.size() < 3'990; ++i) why += std::to_string(i) + " ";
        daemon.prepare = [&] { throw std::range_error(why); };
        daemon.stop = [&] { notes.post(1); };
        const std::string told = error_of(daemon);
        EXPECT_NE(told, "") << because("prepare() threw, and start_daemon() did not");
        EXPECT_NE(told.find(why), std::string::npos)
            << because("what start_daemon() throws does not have all of the reason in it");
        EXPECT_EQ(file.text(), "") << because("a daemon that failed left its id in the pid file");
        EXPECT_FALSE(notes.any()) << because("a daemon that failed called stop()");
        daemon.prepare = nullptr;
        EXPECT_EQ(error_of(daemon), "") << because("after a failure the daemon did not start");
      },
      kFewTrials);
}

CLAIM(Daemonize, APidFileThatCannotBeIsAFailure, 3,
      "when the pid file cannot be opened, the launcher is told, and prepare() is not called") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Daemon daemon = idle_daemon(file);
        daemon.prepare = [&] { notes.post(1); };
        daemon.pid_file = "/tmp/lockstep-no-such-folder/daemon.pid";
        const std::string told = error_of(daemon);
        EXPECT_FALSE(told == "" || told == "already running")
            << because("the pid file could not be opened, and start_daemon() did not say so");
        EXPECT_FALSE(notes.any()) << because("prepare() was called without a pid file");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, ADeathOnTheWayIsNoticed, 5,
      "wherever a process dies on the way, the launcher does not wait for ever") {
  for (const char* process : {"1.1", "1.1.1"}) {
    const int deaths = kill_at_each_call(process, [] {
      const PidPath file;
      Notes notes;
      Daemon daemon = idle_daemon(file);
      daemon.prepare = [&] { notes.post(getpid()); };
      try {
        const pid_t id = start_daemon(daemon);
        ASSERT_TRUE(notes.any()) << because("a daemon that died is said to be ready");
        ASSERT_EQ(notes.take(), id) << because("it returned another id than that of the daemon");
        end_daemon(id, SIGKILL);  // what it does when it is asked is not on the way
      } catch (const std::runtime_error&) {
      }
    });
    EXPECT_GE(deaths, 1);
  }
}

CLAIM(Daemonize, ARefusedCallIsAnError, 3,
      "when the system refuses a process or a descriptor, the launcher is told") {
  for (const char* call : {"fork", "pipe"}) {
    fail_each(call, [] {
      const PidPath file;
      try {
        const pid_t id = start_daemon(idle_daemon(file));
        EXPECT_TRUE(id > 1 && is_running(id))
            << because("the system refused a call, and start_daemon() did not throw");
        end_daemon(id);
      } catch (const std::runtime_error&) {
      }
    });
  }
}

Notes* notes_at_exit = nullptr;

CLAIM(Daemonize, NothingHappensTwice, 3, "what the launcher registered for its end does not run") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        notes_at_exit = &notes;
        std::atexit([] { notes_at_exit->post(1); });
        end_daemon(start_daemon(idle_daemon(file)));
        EXPECT_FALSE(notes.any()) << because("a process on the way, or the daemon, called exit()");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Daemonize, TheLaunchersSignalsDoNotCount, 4,
      "whatever signals the launcher blocks or ignores, the daemon begins with none of that") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Notes ids;
        Daemon daemon = idle_daemon(file);
        daemon.stop = [&] { notes.post(1); };
        // A process of its own, as its handlers would be left behind in this one.
        const pid_t launcher = fork();
        if (launcher == 0) {
          sigset_t all;
          sigfillset(&all);
          sigprocmask(SIG_BLOCK, &all, nullptr);
          for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGRTMAX}) ::signal(signal, SIG_IGN);
          ::signal(SIGUSR2, [](int) {});
          ids.post(start_daemon(daemon));
          _exit(0);
        }
        const auto id = static_cast<pid_t>(ids.take());
        while (waitpid(launcher, nullptr, 0) != launcher) continue;
        ASSERT_FALSE(has_signal(id, "SigBlk", SIGUSR1))
            << because("the daemon blocks a signal that the launcher blocks");
        ASSERT_FALSE(has_signal(id, "SigIgn", SIGINT) || has_signal(id, "SigCgt", SIGUSR2))
            << because("the daemon ignores or handles a signal as the launcher does");
        ASSERT_FALSE(has_signal(id, "SigIgn", SIGRTMAX))
            << because("the daemon ignores a real-time signal as the launcher does");
        end_daemon(id);
        EXPECT_TRUE(notes.any()) << because("SIGTERM did not reach the daemon");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, ItIsReadyForSignals, 4,
      "as soon as start_daemon() has returned, SIGTERM ends the daemon in order") {
  // Where it stops after its answer, SIGTERM comes before all that it has not done yet.
  const int stops = stop_at_each_call("1.1.1", [] {
    const PidPath file;
    Notes notes;
    Daemon daemon = idle_daemon(file);
    daemon.stop = [&] { notes.post(1); };
    const pid_t id = start_daemon(daemon);
    await_rest(id);  // until it waits for signals, or has stopped
    end_daemon(id);
    EXPECT_TRUE(notes.any()) << because("SIGTERM killed a daemon that was said to be ready");
  });
  EXPECT_GT(stops, 0);
}

}  // namespace
}  // namespace lockstep
