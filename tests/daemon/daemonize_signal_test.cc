// SPDX-License-Identifier: MIT
// The claims of the exercise `daemonize` on signals.
#include <signal.h>
#include <unistd.h>

#include <string>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/daemon/daemonize.h"
#include "tests/daemon/watch_daemon.h"

namespace lockstep {
namespace {

CLAIM(Daemonize, HupReloads, 4, "each SIGHUP is followed by a reload(), and the daemon goes on") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Daemon daemon = idle_daemon(file);
        // Every other call returns at once, so the daemon also goes on when nothing has come.
        daemon.work = [calls = 0](int wake) mutable {
          if (++calls % 2 == 0) wait_for_signal(wake);
        };
        daemon.reload = [&] { notes.post(1); };
        daemon.stop = [&] { notes.post(2); };
        const pid_t id = start_daemon(daemon);
        for (int i = 0; i < 3; ++i) {
          await_asleep(id);
          kill(id, SIGHUP);
          ASSERT_EQ(notes.take(), 1) << because("a SIGHUP ended the daemon");
        }
        await_asleep(id);
        kill(id, SIGTERM);
        await_end(id);
        EXPECT_EQ(notes.take(), 2) << because("reload() was called without a SIGHUP");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, CallbacksDoNotMix, 4,
      "a signal that comes while work() runs is looked at when work() has returned") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Gate gate;
        bool working = false;
        Daemon daemon = idle_daemon(file);
        daemon.work = [&](int wake) {
          working = true;
          notes.post(1);
          gate.pass();
          working = false;
          wait_for_signal(wake);
        };
        daemon.reload = [&] { notes.post(working ? 2 : 3); };
        const pid_t id = start_daemon(daemon);
        EXPECT_EQ(notes.take(), 1);
        await_asleep(id);
        kill(id, SIGHUP);
        gate.open();
        EXPECT_EQ(notes.take(), 3) << because("reload() was called in the middle of work()");
        end_daemon(id);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, NoWorkAfterTerm, 3,
      "once SIGTERM has come, work() and reload() are not called again") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Gate gate;
        Daemon daemon = idle_daemon(file);
        daemon.work = [&](int) {
          notes.post(1);
          gate.pass();
        };
        daemon.reload = [&] { notes.post(3); };
        daemon.stop = [&] { notes.post(2); };
        const pid_t id = start_daemon(daemon);
        EXPECT_EQ(notes.take(), 1);
        await_asleep(id);
        kill(id, SIGHUP);
        kill(id, SIGTERM);
        gate.open();
        EXPECT_EQ(notes.take(), 2) << because("work() or reload() was called after SIGTERM");
        await_end(id);
        EXPECT_FALSE(notes.any()) << because("a callback was called after stop()");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, NoSignalIsLost, 4,
      "no signal is lost that comes just before work() waits, or while reload() runs") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Gate to_wait, to_reload;
        Daemon daemon = idle_daemon(file);
        daemon.work = [&](int wake) {
          notes.post(1);
          to_wait.pass();
          wait_for_signal(wake);
        };
        daemon.reload = [&] {
          notes.post(2);
          to_reload.pass();
        };
        const auto take_reload = [&] {
          while (notes.take() != 2) continue;
        };
        const pid_t id = start_daemon(daemon);
        notes.take();
        await_asleep(id);
        kill(id, SIGHUP);  // just before it waits
        to_wait.open();
        take_reload();
        await_asleep(id);
        kill(id, SIGHUP);  // in reload()
        to_reload.open();
        take_reload();
        for (int i = 0; i < 3; ++i) {  // wherever it is by now
          kill(id, SIGHUP);
          take_reload();
        }
        end_daemon(id);
      },
      kFewTrials);
}

CLAIM(Daemonize, NoneIsLostBetweenTwoCalls, 2,
      "no signal is lost that comes between any two calls of the daemon") {
  const auto body = [] {
    const PidPath file;
    Notes notes;
    Daemon daemon = idle_daemon(file);
    daemon.prepare = count_from_here;
    daemon.reload = [&] { notes.post(1); };
    const pid_t id = start_daemon(daemon);
    await_rest(id);  // until it waits for signals, or has stopped
    kill(id, SIGHUP);
    await_rest(id);
    while (notes.any()) notes.take();
    kill(id, SIGHUP);
    notes.take();
    end_daemon(id);
  };
  const int stops = stop_at_each_call("1.1.1", body, {.trouble = {}, .from_mark = true});
  EXPECT_GT(stops, 0);
}

CLAIM(Daemonize, SignalsDisturbNothing, 5,
      "a signal in the middle of work() changes nothing that work() uses, nor errno") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Gate gates[3];
        int round = 0;
        Daemon daemon = idle_daemon(file);
        daemon.work = [&](int wake) {
          if (round == 3) return wait_for_signal(wake);
          const std::string data(1'000, static_cast<char>('a' + round));
          notes.post(1);
          gates[round].pass();
          notes.post(data == std::string(1'000, static_cast<char>('a' + round)) ? 2 : 3);
          ++round;
        };
        const pid_t id = start_daemon(daemon);
        for (Gate& gate : gates) {
          EXPECT_EQ(notes.take(), 1);
          await_asleep(id);
          kill(id, SIGHUP);
          gate.open();
          EXPECT_EQ(notes.take(), 2) << because("a signal changed the data of work()");
        }
        end_daemon(id);
      },
      {.seeds = 1, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
