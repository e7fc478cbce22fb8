// The launcher itself opens and locks the pid file: it knows at once that it is refused, and the
// daemon inherits the lock with the open file. The signals are blocked but while work() runs, and
// their handlers write to a pipe which signal it was.
// SPDX-License-Identifier: MIT
#include "lessons/daemon/daemonize.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// A descriptor that is closed at the end of its block; always above 2.
class Handle {
 public:
  explicit Handle(int fd) : fd_(fd) {
    if (fd >= 0 && fd <= 2) {
      fd_ = fcntl(fd, F_DUPFD_CLOEXEC, 3);
      ::close(fd);
    }
  }
  ~Handle() { close(); }
  Handle(const Handle&) = delete;
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

int open_pid_file(const std::string& path) {
  struct stat before = {};
  const bool is_new = stat(path.c_str(), &before) != 0;
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) fail(path);
  if (is_new) fchmod(fd, 0644);
  return fd;
}

void lock_or_throw(int file) {
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return;
  char text[24] = {};
  const ssize_t n = pread(file, text, sizeof text - 1, 0);
  pid_t holder = 0;
  for (ssize_t i = 0; i < n && text[i] >= '0' && text[i] <= '9'; ++i) {
    holder = holder * 10 + (text[i] - '0');
  }
  throw AlreadyRunning(holder);
}

// First a number: 0 for ready, with the id after it, or the length of the reason, which follows.
struct Answer {
  long size;
  pid_t id;
};

bool put(int fd, const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  for (const char* const end = at + size; at < end;) {
    const ssize_t n = write(fd, at, static_cast<std::size_t>(end - at));
    if (n < 0 && errno != EINTR) return false;
    at += std::max<ssize_t>(n, 0);
  }
  return true;
}

bool get(int fd, void* data, std::size_t size) {
  char* at = static_cast<char*>(data);
  for (char* const end = at + size; at < end;) {
    const ssize_t n = read(fd, at, static_cast<std::size_t>(end - at));
    if (n == 0 || (n < 0 && errno != EINTR)) return false;
    at += std::max<ssize_t>(n, 0);
  }
  return true;
}

int signal_pipe[2];

void note_signal(int signal) {
  const int error = errno;
  const char byte = signal == SIGTERM ? 't' : 'h';
  if (write(signal_pipe[1], &byte, 1) < 0 && signal == SIGTERM) {
    // Full of 'h': room for the one that must not be lost.
    char dropped[64];
    if (read(signal_pipe[0], dropped, sizeof dropped) > 0 && write(signal_pipe[1], &byte, 1) < 0) {
      _exit(1);
    }
  }
  errno = error;
}

void leave_the_launcher(const Daemon& daemon, int file, int answer) {
  std::vector<int> stay = daemon.keep;
  stay.insert(stay.end(), {0, 1, 2, file, answer});
  const int null = open("/dev/null", O_RDWR);
  if (null < 0) fail("/dev/null");
  for (int stream = 0; stream < 3; ++stream) dup2(null, stream);
  for (int fd = static_cast<int>(sysconf(_SC_OPEN_MAX)) - 1; fd > 2; --fd) {
    if (std::find(stay.begin(), stay.end(), fd) == stay.end()) close(fd);
  }
  if (chdir("/") != 0) fail("/");
  umask(0);
  if (pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) != 0) fail("pipe");
  struct sigaction action = {};
  for (int signal = 1; signal <= 64; ++signal) sigaction(signal, &action, nullptr);
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  for (const int signal : {SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

void serve(const Daemon& daemon) {
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGTERM);
  sigaddset(&ours, SIGHUP);
  for (;;) {
    sigprocmask(SIG_BLOCK, &ours, nullptr);
    bool reload = false;
    for (char byte; read(signal_pipe[0], &byte, 1) == 1;) {
      if (byte == 't') return;
      reload = true;
    }
    if (reload && daemon.reload) daemon.reload();
    // What comes from here on is in the pipe, and wakes.
    sigprocmask(SIG_UNBLOCK, &ours, nullptr);
    if (reload) continue;
    daemon.work(signal_pipe[0]);
  }
}

[[noreturn]] void become(const Daemon& daemon, int file, int answer) noexcept {
  std::string why = "unknown";
  try {
    leave_the_launcher(daemon, file, answer);
    const std::string id = std::to_string(getpid()) + '\n';
    if (ftruncate(file, 0) != 0 || !put(file, id.data(), id.size())) fail("pid file");
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (daemon.prepare) daemon.prepare();
    const Answer ready{0, getpid()};
    put(answer, &ready, sizeof ready);
    close(answer);
    serve(daemon);
    if (daemon.stop) daemon.stop();
    _exit(ftruncate(file, 0) == 0 ? 0 : 1);
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
  }
  [[maybe_unused]] const int n = ftruncate(file, 0);
  flock(file, LOCK_UN);
  const Answer failed{static_cast<long>(why.size()), 0};
  put(answer, &failed, sizeof failed);
  put(answer, why.data(), why.size());
  _exit(1);
}

}  // namespace

pid_t start_daemon(const Daemon& daemon) {
  Handle file(open_pid_file(daemon.pid_file));
  lock_or_throw(file.get());
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  Handle reader(ends[0]), writer(ends[1]);
  const pid_t first = fork();
  if (first < 0) fail("fork");
  if (first == 0) {
    setsid();
    if (fork() == 0) become(daemon, file.get(), writer.get());
    _exit(0);
  }
  writer.close();
  while (waitpid(first, nullptr, 0) < 0 && errno == EINTR) continue;
  Answer answer{};
  if (!get(reader.get(), &answer, sizeof answer)) throw std::runtime_error("the daemon died");
  if (answer.size == 0 && answer.id > 0) return answer.id;
  std::string why(static_cast<std::size_t>(answer.size), '\0');
  if (!get(reader.get(), why.data(), why.size())) why = "the daemon died while it told why";
  throw std::runtime_error(why);
}

}  // namespace lockstep
