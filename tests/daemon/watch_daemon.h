// SPDX-License-Identifier: MIT
// What the claims of daemonize share: a daemon seen from outside.
#ifndef TESTS_DAEMON_WATCH_DAEMON_H_
#define TESTS_DAEMON_WATCH_DAEMON_H_

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "autograder/process/left_behind.h"
#include "autograder/process/no_trouble.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "autograder/runner/tree.h"
#include "lessons/daemon/daemonize.h"

namespace lockstep {

// What most claims need: each trial costs some ten milliseconds.
inline const TrialOptions kFewTrials{.seeds = 2, .trouble = {}};

// The name of a pid file, which is removed at the end.
class PidPath {
 public:
  PidPath() = default;
  ~PidPath() { ::unlink(path_.c_str()); }
  PidPath(const PidPath&) = delete;
  PidPath& operator=(const PidPath&) = delete;

  const std::string& path() const { return path_; }

  // "<none>" when there is no file.
  std::string text() const {
    std::ifstream file(path_);
    std::stringstream text;
    if (file) text << file.rdbuf();
    return file ? text.str() : "<none>";
  }

  void write(const std::string& text) const { std::ofstream(path_) << text; }

  // Whether somebody has locked it.
  bool locked() const {
    const Fd file(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
    return file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0;
  }

 private:
  std::string path_ = "/tmp/lockstep-daemon-" + std::to_string(::getpid()) + ".pid";
};

// A work() that waits for a signal and nothing else.
inline void wait_for_signal(int wake) {
  pollfd entry{wake, POLLIN, 0};
  ::poll(&entry, 1, -1);
}

// All descriptors of this process from 3 on: what the claims' own Gates and Notes need in a daemon.
inline std::vector<int> all_open() {
  std::vector<int> open;
  for (const auto& [fd, what] : process::descriptors_of(::getpid())) {
    if (fd > 2 && what.find("/proc/") == std::string::npos) open.push_back(fd);
  }
  return open;
}

// In a daemon: blocks until its launcher and the launcher's other children sleep. A child that is
// about to end would wake the launcher.
inline void await_launcher(pid_t launcher) {
  const process::NoTrouble aside;
  std::vector<pid_t> all;
  do {
    all = {launcher};
    for (const pid_t child : children_of(launcher)) {
      if (child != ::getpid() && is_running(child)) all.push_back(child);
    }
  } while (!await_asleep(all) && is_running(launcher));
}

// A daemon that only waits for signals, with the descriptors that are open now.
inline Daemon idle_daemon(const PidPath& pid_file) {
  return {.pid_file = pid_file.path(),
          .keep = all_open(),
          .prepare = {},
          .work = wait_for_signal,
          .reload = {},
          .stop = {}};
}

// Asks it to end, or kills it, and waits for that. A number that is no other process is left alone.
inline void end_daemon(pid_t daemon, int signal = SIGTERM) {
  if (daemon <= 1 || daemon == ::getpid()) return;
  ::kill(daemon, signal);
  await_end(daemon);
}

// What the line of /proc/<pid>/status says that begins with this word: "Umask" -> "0022".
inline std::string status_of(pid_t process, const std::string& word) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(word + ":\t")) return line.substr(word.size() + 2);
  }
  return "";
}

// Whether the set of signals in that line has this one.
inline bool has_signal(pid_t process, const std::string& word, int signal) {
  const std::string set = status_of(process, word);
  return !set.empty() && ((std::stoull(set, nullptr, 16) >> (signal - 1)) & 1) != 0;
}

}  // namespace lockstep

#endif  // TESTS_DAEMON_WATCH_DAEMON_H_
