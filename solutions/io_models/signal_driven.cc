// SPDX-License-Identifier: MIT
// Model answer for lessons/io_models/signal_driven.h: signals of real time, blocked, and taken one
// by one by sigwaitinfo().
//
// Blocked, because a handler would have to do with a few calls that are safe in it, and because a
// signal that comes between "nothing to do" and the wait would be lost. A signal tells of a change,
// once: so whoever has been told of is kept in `ready_` until a call has said EAGAIN.
#include "lessons/io_models/signal_driven.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <map>
#include <set>
#include <system_error>

#include "lessons/base/descriptor.h"

namespace lockstep {
namespace {

using base::Descriptor;
using base::EchoLines;

int check(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

// Makes a descriptor send the signal when it becomes ready, and to be without waits.
void tell_changes(int fd, int mode) {
  check(::fcntl(fd, F_SETOWN, ::getpid()), "fcntl");
  check(::fcntl(fd, F_SETSIG, SIGRTMIN), "fcntl");
  check(::fcntl(fd, F_SETFL, mode | O_ASYNC | O_NONBLOCK), "fcntl");
}

// The signals are blocked while this lives.
class Signals {
 public:
  Signals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGRTMIN);
    ::sigaddset(&set_, SIGIO);
    ::sigprocmask(SIG_BLOCK, &set_, &before_);
  }
  // What is pending would come when it is let through, and end the process.
  ~Signals() {
    siginfo_t info;
    while (take(info, false)) continue;
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // The next one; SIGIO, of the lower number, comes before those of real time. False: there is none
  // now, or another signal has interrupted the wait.
  bool take(siginfo_t& info, bool waits) const {
    constexpr timespec kNow = {};
    return ::sigtimedwait(&set_, &info, waits ? nullptr : &kNow) > 0;
  }

 private:
  sigset_t set_;
  sigset_t before_;
};

// A descriptor of the caller's that tells its changes while this lives.
class Telling {
 public:
  explicit Telling(int fd) : fd_(fd), before_(check(::fcntl(fd, F_GETFL), "fcntl")) {
    tell_changes(fd, before_);
  }
  ~Telling() {
    ::fcntl(fd_, F_SETFL, before_);
    ::fcntl(fd_, F_SETSIG, 0);
    ::fcntl(fd_, F_SETOWN, 0);
  }
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;

 private:
  const int fd_;
  const int before_;
};

// What one try came to.
enum class Tried { kAll, kNotAll, kDoneWith };

struct Client {
  Descriptor socket;
  EchoLines lines = {};
  bool ended = false;  // it sends no more

  // Does once what can be done. kAll: until a signal comes there is no more to do.
  Tried serve() {
    bool more = false;
    if (!ended && !lines.full()) {
      char bytes[16384];
      const ssize_t got = ::recv(socket.get(), bytes, sizeof bytes, 0);
      if (got < 0 && errno != EAGAIN && errno != EINTR) return Tried::kDoneWith;
      more = got > 0 || (got < 0 && errno == EINTR);
      ended = got == 0;
      if (got > 0 && !lines.take(bytes, static_cast<std::size_t>(got))) return Tried::kDoneWith;
    }
    if (const std::string_view unsent = lines.unsent(); !unsent.empty()) {
      // Twice: the kernel notes that somebody waits for room after it has found none, so room that
      // is made in between is told by no signal.
      ssize_t sent = -1;
      for (int i = 0; i < 2 && sent < 0; ++i)
        sent = ::send(socket.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN && errno != EINTR) return Tried::kDoneWith;
      more = more || sent > 0 || errno == EINTR;
      if (sent > 0) lines.sent(static_cast<std::size_t>(sent));
    }
    if (ended && lines.unsent().empty()) return Tried::kDoneWith;
    return more ? Tried::kNotAll : Tried::kAll;
  }
};

class Server {
 public:
  Server(int listener, int stop)
      : listener_(listener), stop_(stop), listener_tells_(listener), stop_tells_(stop) {}

  void serve() {
    // Nobody tells of what was there before.
    for (bool stopped = is_to_stop(), accepts = true; !stopped;) {
      for (siginfo_t info; signals_.take(info, !stopped && !accepts && ready_.empty());) {
        const int fd = info.si_signo == SIGIO ? -1 : info.si_fd;
        if (fd < 0 || fd == stop_) stopped = is_to_stop();
        if (fd < 0 || fd == listener_) accepts = true;
        if (fd < 0) all_are_ready();
        if (clients_.contains(fd)) ready_.insert(fd);
      }
      if (accepts) accepts = accept();
      for (auto fd = ready_.begin(); fd != ready_.end() && !stopped;) {
        const Tried tried = clients_.at(*fd).serve();
        if (tried == Tried::kDoneWith) {
          clients_.erase(*fd);
          accepts = true;  // perhaps one waits for the descriptor
        }
        fd = tried == Tried::kNotAll ? std::next(fd) : ready_.erase(fd);
      }
    }
  }

 private:
  // The byte is read; so is the end, as often as one likes.
  bool is_to_stop() const {
    char byte;
    ssize_t got = 0;
    while ((got = ::read(stop_, &byte, 1)) < 0 && errno == EINTR) continue;
    if (got < 0 && errno != EAGAIN) check(-1, "read");
    return got >= 0;
  }

  void all_are_ready() {
    for (const auto& [fd, client] : clients_) ready_.insert(fd);
  }

  // Accepts one. Whether there may be more.
  bool accept() {
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (socket) {
      const int fd = socket.get();
      tell_changes(fd, 0);
      clients_[fd] = {.socket = std::move(socket)};
      ready_.insert(fd);  // what it sent before that was told by nobody
      return true;
    }
    if (errno == EINTR || errno == ECONNABORTED) return true;
    if (errno != EAGAIN && errno != EMFILE && errno != ENFILE) check(-1, "accept4");
    return false;
  }

  const int listener_;
  const int stop_;
  const Signals signals_;  // before anything can send one
  const Telling listener_tells_;
  const Telling stop_tells_;
  std::map<int, Client> clients_;
  std::set<int> ready_;  // those that may have more to be done
};

}  // namespace

void serve_signal_driven(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep

// The standard library has nothing for it. On Linux signalfd() makes signals something to read, and
// with it this model becomes the multiplexed one. POSIX had a standard for signals like these in
// asynchronous I/O (aio_read with SIGEV_SIGNAL). Signals of sockets are seldom used today: epoll
// tells the same without a queue that may overflow.
