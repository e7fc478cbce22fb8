// Writes with write(): SIGPIPE is blocked meanwhile, and taken away when it has come. Descriptors
// are the keys of a map, and what comes first in a round moves on from round to round.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/nonblocking.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <memory>

namespace lockstep {
namespace {

struct Line {
  base::EchoLines lines;
  bool ended = false;
};

// Blocks SIGPIPE, and takes away those that came while it did.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::sigprocmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const timespec at_once{};
    while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) continue;
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_;
  sigset_t before_;
};

enum Result { kIdle, kBusy, kOver };

Result in(int fd, Line& line) {
  if (line.ended || line.lines.full()) return kIdle;
  const auto bytes = std::make_unique<char[]>(base::kMostUnsent);
  const ssize_t n = ::recv(fd, bytes.get(), base::kMostUnsent, 0);
  if (n < 0) return errno == EAGAIN || errno == EINTR ? kIdle : kOver;
  line.ended = n == 0;
  return line.lines.take(bytes.get(), static_cast<std::size_t>(n)) ? kBusy : kOver;
}

Result out(int fd, Line& line) {
  Result result = kIdle;
  while (!line.lines.unsent().empty()) {
    const ssize_t n = ::write(fd, line.lines.unsent().data(), line.lines.unsent().size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN ? result : kOver;
    line.lines.sent(static_cast<std::size_t>(n));
    result = kBusy;
  }
  return line.ended ? kOver : result;
}

}  // namespace

void serve_nonblocking(int listener, int stop) {
  const NoPipeSignal no_pipe_signal;
  const int listener_mode = ::fcntl(listener, F_GETFL);
  const int stop_mode = ::fcntl(stop, F_GETFL);
  ::fcntl(listener, F_SETFL, listener_mode | O_NONBLOCK);
  ::fcntl(stop, F_SETFL, stop_mode | O_NONBLOCK);
  std::map<int, Line> all;
  auto pause = kShortestPause;
  for (char byte; ::read(stop, &byte, 1) < 0;) {
    bool busy = false;
    const int fd = ::accept(listener, nullptr, nullptr);
    if (fd >= 0) {
      ::fcntl(fd, F_SETFD, FD_CLOEXEC);
      ::fcntl(fd, F_SETFL, O_NONBLOCK);
      all[fd];
      busy = true;
    }
    for (auto it = all.begin(); it != all.end();) {
      const Result got = in(it->first, it->second);
      const Result put = got == kOver ? kOver : out(it->first, it->second);
      busy = busy || got != kIdle || put != kIdle;
      if (put == kOver) ::close(it->first);
      it = put == kOver ? all.erase(it) : std::next(it);
    }
    if (busy) {
      pause = kShortestPause;
      continue;
    }
    const timespec time{0, std::chrono::nanoseconds(pause).count()};
    ::nanosleep(&time, nullptr);
    if (pause < kLongestPause) pause *= 2;
  }
  for (const auto& [fd, line] : all) ::close(fd);
  ::fcntl(listener, F_SETFL, listener_mode);
  ::fcntl(stop, F_SETFL, stop_mode);
}

}  // namespace lockstep
