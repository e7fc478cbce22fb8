// expect: crash in SignalDriven.ManyAreServed
// Ends when a client has gone before it was accepted.
// SPDX-License-Identifier: MIT
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

void tell_changes(int fd, int mode) {
  check(::fcntl(fd, F_SETOWN, ::getpid()), "fcntl");
  check(::fcntl(fd, F_SETSIG, SIGRTMIN), "fcntl");
  check(::fcntl(fd, F_SETFL, mode | O_ASYNC | O_NONBLOCK), "fcntl");
}

class Signals {
 public:
  Signals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGRTMIN);
    ::sigaddset(&set_, SIGIO);
    ::sigprocmask(SIG_BLOCK, &set_, &before_);
  }
  ~Signals() {
    siginfo_t info;
    while (take(info, false)) continue;
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  bool take(siginfo_t& info, bool waits) const {
    constexpr timespec kNow = {};
    return ::sigtimedwait(&set_, &info, waits ? nullptr : &kNow) > 0;
  }

 private:
  sigset_t set_;
  sigset_t before_;
};

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

enum class Tried { kAll, kNotAll, kDoneWith };

struct Client {
  Descriptor socket;
  EchoLines lines = {};
  bool ended = false;

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
      const ssize_t sent = ::send(socket.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
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
          accepts = true;
        }
        fd = tried == Tried::kNotAll ? std::next(fd) : ready_.erase(fd);
      }
    }
  }

 private:
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

  bool accept() {
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (socket) {
      const int fd = socket.get();
      tell_changes(fd, 0);
      clients_[fd] = {.socket = std::move(socket)};
      ready_.insert(fd);
      return true;
    }
    if (errno == EINTR) return true;
    if (errno != EAGAIN && errno != EMFILE && errno != ENFILE) check(-1, "accept4");
    return false;
  }

  const int listener_;
  const int stop_;
  const Signals signals_;
  const Telling listener_tells_;
  const Telling stop_tells_;
  std::map<int, Client> clients_;
  std::set<int> ready_;
};

}  // namespace

void serve_signal_driven(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
