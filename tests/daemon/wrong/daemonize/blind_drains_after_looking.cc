// expect: lost wakeup in Daemonize.NoneIsLostBetweenTwoCalls
// Looks at the flags first and empties the wake descriptor then, with no signal blocked: one that
// comes in between is in a flag, but work() waits for a descriptor that is empty.
// SPDX-License-Identifier: MIT
#include "lessons/daemon/daemonize.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <system_error>

namespace lockstep {
namespace {

constexpr char kReady = 'r', kRefused = 'h', kFailed = 'f';

int check(const char* call, int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

int above_streams(int fd) {
  if (fd > 2) return fd;
  const int higher = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
  ::close(fd);
  return higher;
}

std::string read_all(int fd) {
  std::string text;
  char bytes[512];
  for (ssize_t n; (n = ::read(fd, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR);) {
    if (n > 0) text.append(bytes, static_cast<std::size_t>(n));
  }
  return text;
}

volatile sig_atomic_t asked_to_stop = 0;
volatile sig_atomic_t asked_to_reload = 0;
int wake = -1;

void on_signal(int signal) {
  const int errno_before = errno;
  (signal == SIGTERM ? asked_to_stop : asked_to_reload) = 1;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = ::write(wake, &one, sizeof one);
  errno = errno_before;
}

void reset_signals() {
  struct sigaction action = {};
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &action, nullptr);
  action.sa_handler = on_signal;
  sigaddset(&action.sa_mask, SIGTERM);
  sigaddset(&action.sa_mask, SIGHUP);
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGHUP, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_all_but(std::vector<int> keep) {
  std::sort(keep.begin(), keep.end());
  unsigned first = 3;
  for (const int fd : keep) {
    const auto kept = static_cast<unsigned>(fd);
    if (kept > first) ::close_range(first, kept - 1, 0);
    first = std::max(first, kept + 1);
  }
  ::close_range(first, ~0u, 0);
}

void redirect_streams() {
  const int null = check("open /dev/null", ::open("/dev/null", O_RDWR));
  for (const int stream : {0, 1, 2}) check("dup2", ::dup2(null, stream));
  if (null > 2) ::close(null);
}

class PidFile {
 public:
  explicit PidFile(const std::string& path)
      : fd_(check("open of the pid file",
                  ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644))) {
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) check("flock", -1);
      throw AlreadyRunning(static_cast<pid_t>(std::atol(read_all(fd_).c_str())));
    }
    check("ftruncate", ::ftruncate(fd_, 0));
    const std::string id = std::to_string(::getpid()) + "\n";
    check("write", static_cast<int>(::write(fd_, id.data(), id.size())));
  }

  ~PidFile() {
    [[maybe_unused]] const int n = ::ftruncate(fd_, 0);
    ::flock(fd_, LOCK_UN);
    ::close(fd_);
  }

  PidFile(const PidFile&) = delete;

 private:
  int fd_;
};

void answer(int report, char letter, const std::string& words) {
  const std::string line = letter + words + "\n";
  while (::write(report, line.data(), line.size()) < 0 && errno == EINTR) continue;
}

// Whether it is to reload now.
bool reloads() {
  const bool asked = asked_to_reload;
  if (asked) asked_to_reload = 0;
  std::uint64_t signals = 0;
  [[maybe_unused]] const ssize_t n = ::read(wake, &signals, sizeof signals);
  return asked;
}

void live(const Daemon& daemon, int report) {
  redirect_streams();
  std::vector<int> keep = daemon.keep;
  keep.push_back(report);
  close_all_but(keep);
  wake = check("eventfd", ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  reset_signals();
  ::umask(0);
  PidFile file(daemon.pid_file);
  check("chdir", ::chdir("/"));
  if (daemon.prepare) daemon.prepare();
  answer(report, kReady, std::to_string(::getpid()));
  ::close(report);
  while (!asked_to_stop) {
    if (!reloads()) {
      daemon.work(wake);
    } else if (daemon.reload) {
      daemon.reload();
    }
  }
  if (daemon.stop) daemon.stop();
}

[[noreturn]] void be_the_daemon(const Daemon& daemon, int report) noexcept {
  try {
    live(daemon, report);
    ::_exit(0);
  } catch (const AlreadyRunning& refusal) {
    answer(report, kRefused, std::to_string(refusal.holder()));
  } catch (const std::exception& error) {
    answer(report, kFailed, error.what());
  } catch (...) {
    answer(report, kFailed, "an unknown exception");
  }
  ::_exit(1);
}

pid_t understand(const std::string& text) {
  if (!text.ends_with('\n')) throw std::runtime_error("a process died on the way to the daemon");
  const std::string words = text.substr(1, text.size() - 2);
  if (text[0] == kFailed) throw std::runtime_error(words);
  const auto id = static_cast<pid_t>(std::atol(words.c_str()));
  if (text[0] == kRefused) throw AlreadyRunning(id);
  return id;
}

}  // namespace

pid_t start_daemon(const Daemon& daemon) {
  int ends[2];
  check("pipe", ::pipe2(ends, O_CLOEXEC));
  const int reader = above_streams(ends[0]), writer = above_streams(ends[1]);
  const pid_t child = ::fork();
  const int fork_error = errno;
  if (child == 0) {
    ::setsid();
    const pid_t grandchild = ::fork();
    if (grandchild == 0) be_the_daemon(daemon, writer);
    if (grandchild < 0) answer(writer, kFailed, std::string("fork: ") + std::strerror(errno));
    ::_exit(0);
  }
  ::close(writer);
  const std::string text = read_all(reader);
  ::close(reader);
  if (child < 0) throw std::system_error(fork_error, std::generic_category(), "fork");
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
  return understand(text);
}

}  // namespace lockstep
