// SPDX-License-Identifier: MIT
// The claims of the exercise `daemonize` on what a daemon is, seen from outside.
#include "lessons/daemon/daemonize.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "autograder/base/fd.h"
#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/daemon/watch_daemon.h"

namespace lockstep {
namespace {

using process::descriptors_of;

CLAIM(Daemonize, ReturnsWhenItIsReady, 5,
      "start_daemon() returns the id of the daemon when prepare() has returned, not earlier") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Daemon daemon = idle_daemon(file);
        daemon.prepare = [&, launcher = getpid()] {
          await_launcher(launcher);
          notes.post(getpid());
        };
        const pid_t id = start_daemon(daemon);
        ASSERT_TRUE(notes.any()) << because("start_daemon() returned before the daemon was ready");
        EXPECT_EQ(notes.take(), id) << because("it returned another id than that of the daemon");
        EXPECT_TRUE(is_running(id)) << because("the daemon does not run");
        end_daemon(id);
      },
      {.seeds = 4, .trouble = {}});
}

CLAIM(Daemonize, IsInASessionOfItsOwn, 6,
      "the daemon is in a session of its own, not its leader, and no child of the launcher") {
  run_trials(
      [] {
        const PidPath file;
        const pid_t id = start_daemon(idle_daemon(file));
        EXPECT_NE(getsid(id), getsid(0)) << because("the daemon is in its launcher's session");
        EXPECT_NE(getsid(id), id) << because("the leader of a session could get a terminal");
        EXPECT_NE(status_of(id, "PPid"), std::to_string(getpid()))
            << because("the daemon is a child of the launcher");
        end_daemon(id);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, HasTheRootDirectoryAndNoUmask, 4,
      "the daemon's working directory is /, its umask 0; those of the launcher stay") {
  run_trials(
      [] {
        const mode_t before = umask(027);
        const std::filesystem::path directory = std::filesystem::current_path();
        std::filesystem::current_path("/tmp");
        const PidPath file;
        const pid_t id = start_daemon(idle_daemon(file));
        EXPECT_EQ(std::filesystem::read_symlink("/proc/" + std::to_string(id) + "/cwd"), "/")
            << because("the daemon keeps a directory busy, perhaps on a disk to be taken out");
        EXPECT_EQ(status_of(id, "Umask"), "0000") << because("the umask of the daemon is not 0");
        end_daemon(id);
        EXPECT_EQ(std::filesystem::current_path(), "/tmp")
            << because("the working directory of the launcher is another one");
        EXPECT_EQ(umask(before), 027u) << because("the umask of the launcher is another one");
        std::filesystem::current_path(directory);
      },
      {.seeds = 1, .trouble = {}});
}

void expect_null_streams(pid_t id) {
  const auto open = descriptors_of(id);
  for (const int stream : {0, 1, 2}) {
    ASSERT_TRUE(open.contains(stream)) << because("a standard stream of the daemon is closed");
    EXPECT_EQ(open.at(stream), "/dev/null")
        << because("a standard stream of the daemon is not on /dev/null");
  }
}

CLAIM(Daemonize, ItsStreamsAreOnNull, 4,
      "standard input is /dev/null, standard output and error are, and can be read and written") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Daemon daemon = idle_daemon(file);
        daemon.prepare = [&] {
          char byte;
          notes.post(read(0, &byte, 1) == 0 ? 0 : 1);
          for (const int stream : {1, 2}) notes.post(write(stream, "x", 1) == 1 ? 0 : 1);
        };
        const pid_t id = start_daemon(daemon);
        expect_null_streams(id);
        for (int stream = 0; stream < 3; ++stream) {
          EXPECT_EQ(notes.take(), 0)
              << because("standard input is not to be read, or another stream not to be written");
        }
        end_daemon(id);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Daemonize, EvenWhenTheLaunchersAreClosed, 2,
      "a launcher may have closed its standard streams: the daemon has them on /dev/null") {
  for (const int last : {0, 1, 2}) {
    run_trials(
        [last] {
          const PidPath file;
          const Daemon daemon = idle_daemon(file);
          int saved[3];
          for (int stream = 0; stream <= last; ++stream) {
            saved[stream] = fcntl(stream, F_DUPFD_CLOEXEC, 20);
            close(stream);
          }
          pid_t id = 0;
          EXPECT_NO_THROW(id = start_daemon(daemon))
              << because("the launcher had closed streams, and the daemon did not start");
          for (int stream = 0; stream <= last; ++stream) {
            EXPECT_LT(fcntl(stream, F_GETFD), 0)
                << because("a stream that the launcher had closed is open");
            dup2(saved[stream], stream);
            close(saved[stream]);
          }
          if (id != 0) expect_null_streams(id);
          end_daemon(id);
        },
        {.seeds = 0, .trouble = {}});
  }
}

CLAIM(Daemonize, HasNoDescriptorOfTheLauncher, 5,
      "all descriptors of the launcher from 3 on are closed in the daemon, but for those to keep") {
  run_trials(
      [] {
        const PidPath file;
        Notes notes;
        Daemon daemon = idle_daemon(file);
        daemon.prepare = [&] { notes.post(1); };
        Notes to_close[3];
        const Fd high(fcntl(0, F_DUPFD_CLOEXEC, 50));
        const std::map<int, std::string> launchers = descriptors_of(getpid());
        pid_t id = 0;
        ASSERT_NO_THROW(id = start_daemon(daemon)) << because("a descriptor to be kept is closed");
        const auto open = descriptors_of(id);
        EXPECT_FALSE(open.contains(high.get()))
            << because("a descriptor of the launcher with a high number is open in the daemon");
        for (const int fd : daemon.keep) {
          EXPECT_TRUE(open.contains(fd) && open.at(fd) == launchers.at(fd))
              << because("a descriptor to be kept is closed");
        }
        // Not by their numbers, which others may have by now. What is kept is there in any case.
        std::set<std::string> others;
        for (const auto& [fd, what] : launchers) {
          if (fd > 2 && fd != high.get()) others.insert(what);
        }
        for (const int fd : daemon.keep) others.erase(launchers.at(fd));
        for (const auto& [fd, what] : open) {
          EXPECT_FALSE(others.contains(what))
              << because("a descriptor of the launcher is open in the daemon");
        }
        end_daemon(id);
      },
      {.seeds = 1, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
