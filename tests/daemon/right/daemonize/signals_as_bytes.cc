// No handler at all: the two signals are blocked and read from a signalfd, which is also the
// descriptor that wakes. What is open is looked up in /proc and closed one by one.
// SPDX-License-Identifier: MIT
#include "lessons/daemon/daemonize.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void complain(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void send(int fd, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = write(fd, &bytes[sent], bytes.size() - sent);
    if (n < 0 && errno != EINTR) return;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
}

std::string receive(int fd) {
  std::string bytes;
  for (;;) {
    char byte;
    const ssize_t n = read(fd, &byte, 1);
    if (n == 1) bytes += byte;
    if (n == 0 || (n < 0 && errno != EINTR)) return bytes;
  }
}

// Every process on the way to the daemon has 0, 1 and 2 open first, so that nothing else gets these
// numbers. In the launcher the pipe is moved up.
int moved_up(int fd) {
  if (fd >= 3) return fd;
  const int to = fcntl(fd, F_DUPFD, 3);
  close(fd);
  return to;
}

void use_null() {
  for (int stream = 0; stream < 3; ++stream) close(stream);
  for (int stream = 0; stream < 3; ++stream) {
    if (open("/dev/null", O_RDWR) != stream) complain("/dev/null");
  }
}

void close_others(const std::set<int>& kept) {
  std::set<int> found;
  DIR* const folder = opendir("/proc/self/fd");
  if (folder == nullptr) complain("/proc/self/fd");
  while (const dirent* entry = readdir(folder)) {
    const int fd = std::atoi(entry->d_name);
    if (fd > 2 && fd != dirfd(folder) && !kept.contains(fd)) found.insert(fd);
  }
  closedir(folder);
  for (const int fd : found) close(fd);
}

int open_signals() {
  for (int signal = 1; signal < 65; ++signal) ::signal(signal, SIG_DFL);
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGTERM);
  sigaddset(&ours, SIGHUP);
  sigprocmask(SIG_SETMASK, &ours, nullptr);
  const int fd = signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0) complain("signalfd");
  return fd;
}

int take_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) complain(path.c_str());
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
    const std::string id = std::to_string(getpid()) + "\n";
    if (ftruncate(fd, 0) != 0 || write(fd, id.data(), id.size()) < 0) complain("pid file");
    return fd;
  }
  char text[32] = {};
  [[maybe_unused]] const ssize_t n = pread(fd, text, sizeof text - 1, 0);
  throw AlreadyRunning(std::atoi(text));
}

void give_back(int file) {
  [[maybe_unused]] const int n = ftruncate(file, 0);
  flock(file, LOCK_UN);
}

void serve(const Daemon& daemon, int signals) {
  for (;;) {
    bool reload = false;
    signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info) {
      if (info.ssi_signo == SIGTERM) return;
      reload = true;
    }
    if (reload && daemon.reload) {
      daemon.reload();
    } else {
      daemon.work(signals);
    }
  }
}

[[noreturn]] void run(const Daemon& daemon, int launcher) noexcept {
  try {
    use_null();
    std::set<int> kept(daemon.keep.begin(), daemon.keep.end());
    kept.insert(launcher);
    close_others(kept);
    umask(0);
    const int signals = open_signals();
    const int file = take_file(daemon.pid_file);
    if (chdir("/") != 0) complain("/");
    try {
      if (daemon.prepare) daemon.prepare();
    } catch (...) {
      give_back(file);
      throw;
    }
    send(launcher, "+" + std::to_string(getpid()) + ".");
    close(launcher);
    serve(daemon, signals);
    if (daemon.stop) daemon.stop();
    give_back(file);
    _exit(0);
  } catch (const AlreadyRunning& other) {
    send(launcher, "=" + std::to_string(other.holder()) + ".");
  } catch (const std::exception& error) {
    send(launcher, std::string("-") + error.what() + ".");
  } catch (...) {
    send(launcher, "-something was thrown.");
  }
  _exit(1);
}

}  // namespace

pid_t start_daemon(const Daemon& daemon) {
  int ends[2];
  if (pipe(ends) != 0) complain("pipe");
  for (int& end : ends) end = moved_up(end);
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    const pid_t grandchild = fork();
    if (grandchild == 0) run(daemon, ends[1]);
    if (grandchild < 0) send(ends[1], "-no second process.");
    _exit(0);
  }
  const int error = errno;
  close(ends[1]);
  while (child > 0 && waitpid(child, nullptr, 0) != child) {
  }
  const std::string told = receive(ends[0]);
  close(ends[0]);
  if (child < 0) throw std::system_error(error, std::generic_category(), "fork");
  if (told.empty() || told.back() != '.') throw std::runtime_error("no answer from the daemon");
  const int number = std::atoi(told.c_str() + 1);
  if (told[0] == '+') return number;
  if (told[0] == '=') throw AlreadyRunning(number);
  throw std::runtime_error(told.substr(1, told.size() - 2));
}

}  // namespace lockstep
