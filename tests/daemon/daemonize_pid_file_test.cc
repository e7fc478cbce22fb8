// SPDX-License-Identifier: MIT
// The claims of the exercise `daemonize` on the pid file, from its locking to the end of the
// daemon.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/daemon/daemonize.h"
#include "tests/daemon/watch_daemon.h"

namespace lockstep {
namespace {

CLAIM(Daemonize, ItsPidFileIsLocked, 5,
      "the pid file has the daemon's id, its mode is 0644, and the daemon has it locked") {
  run_trials(
      [] {
        const PidPath file;
        const Daemon daemon = idle_daemon(file);
        const mode_t before = umask(077);
        const pid_t id = start_daemon(daemon);
        umask(before);
        EXPECT_EQ(file.text(), std::to_string(id) + "\n")
            << because("the text of the pid file is not the daemon's id and a newline");
        struct stat status = {};
        EXPECT_EQ(stat(file.path().c_str(), &status), 0) << because("there is no pid file");
        EXPECT_EQ(status.st_mode & 07777, 0644u) << because("the pid file's mode is not 0644");
        EXPECT_TRUE(file.locked()) << because("the pid file is not locked by flock()");
        end_daemon(id);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, ARelativeNameIsTheLaunchers, 3,
      "the relative name of a pid file counts from the launcher's working directory") {
  run_trials(
      [] {
        const std::filesystem::path directory = std::filesystem::current_path();
        std::filesystem::current_path("/tmp");
        const PidPath file;
        Daemon daemon = idle_daemon(file);
        daemon.pid_file = file.path().substr(std::string("/tmp/").size());
        pid_t id = 0;
        EXPECT_NO_THROW(id = start_daemon(daemon))
            << because("the daemon did not start with a relative name for its pid file");
        EXPECT_EQ(file.text(), std::to_string(id) + "\n")
            << because("the pid file is not where the launcher expects it");
        end_daemon(id);
        std::filesystem::current_path(directory);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Daemonize, OnlyOneRuns, 6,
      "a second daemon is refused, is told who runs, and does not disturb the first") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Daemon daemon = idle_daemon(file);
        const pid_t first = start_daemon(daemon);
        daemon.prepare = [&] { notes.post(1); };
        pid_t second = 0;
        try {
          second = start_daemon(daemon);
          ADD_FAILURE() << because("a second daemon was started");
        } catch (const AlreadyRunning& refusal) {
          EXPECT_EQ(refusal.holder(), first) << because("the second was told another id");
        } catch (const std::runtime_error&) {
          ADD_FAILURE() << because("a second daemon must be refused by AlreadyRunning");
        }
        EXPECT_FALSE(notes.any()) << because("a daemon that is refused called prepare()");
        EXPECT_EQ(file.text(), std::to_string(first) + "\n")
            << because("a daemon that was refused changed the pid file of the other");
        EXPECT_TRUE(is_running(first)) << because("a daemon that was refused ended the other");
        end_daemon(second);
        end_daemon(first);
      },
      kFewTrials);
}

CLAIM(Daemonize, AnUnlockedFileIsNoObstacle, 4,
      "a pid file that a dead daemon has left is used again, whatever is in it") {
  run_trials(
      [] {
        const PidPath file;
        const Daemon daemon = idle_daemon(file);
        file.write(std::to_string(getpid()) + "\nleft behind\n");
        for (int round = 0; round < 2; ++round) {
          pid_t id = 0;
          EXPECT_NO_THROW(id = start_daemon(daemon))
              << because("nobody has locked the pid file, and the daemon did not start");
          EXPECT_EQ(file.text(), std::to_string(id) + "\n")
              << because("in the pid file is not the daemon's id alone");
          if (id <= 1) return;
          kill(id, SIGKILL);
          await_end(id);
        }
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, TermEndsItInOrder, 6,
      "SIGTERM ends the daemon: stop() is called once, the pid file is empty, the exit status 0") {
  run_trials(
      [] {
        // The daemon becomes a child of this process, which is told its exit status.
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        const PidPath file;
        Notes notes;
        Gate gate;
        Daemon daemon = idle_daemon(file);
        daemon.stop = [&] {
          notes.post(1);
          gate.pass();
          notes.post(2);
        };
        const pid_t id = start_daemon(daemon);
        kill(id, SIGTERM);
        EXPECT_EQ(notes.take(), 1);
        kill(id, SIGTERM);
        gate.open();
        int status = 0;
        while (waitpid(id, &status, 0) < 0 && errno == EINTR) continue;
        EXPECT_TRUE(WIFEXITED(status))
            << because("another SIGTERM disturbed the end of the daemon");
        EXPECT_EQ(WEXITSTATUS(status), 0) << because("the exit status of the daemon is not 0");
        ASSERT_TRUE(notes.any()) << because("another SIGTERM disturbed the end of the daemon");
        EXPECT_EQ(notes.take(), 2);
        EXPECT_FALSE(notes.any()) << because("stop() was called more than once");
        EXPECT_EQ(file.text(), "") << because("after its end the daemon's pid file is not empty");
      },
      kFewTrials);
}

}  // namespace
}  // namespace lockstep
