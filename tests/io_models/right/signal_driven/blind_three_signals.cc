// SPDX-License-Identifier: MIT
// A signal for each kind of descriptor: the kernel hands out the lowest one first, so `stop` goes
// before the listener and that before the clients. Whoever a signal was about stands in line until
// a try of everything has changed nothing.
#include "lessons/io_models/signal_driven.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <memory>
#include <optional>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "lessons/base/descriptor.h"

namespace lockstep {
namespace {

using base::Descriptor;
using base::EchoLines;
using base::kMostUnsent;

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

int stop_signal() { return SIGRTMIN; }
int listener_signal() { return SIGRTMIN + 1; }
int client_signal() { return SIGRTMIN + 2; }

// Blocks the server's signals. At the end none is left, and the mask is as before.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGIO);
    for (int i = 0; i <= 3; ++i) sigaddset(&set_, SIGRTMIN + i);
    if (::sigprocmask(SIG_BLOCK, &set_, &before_) < 0) fail("sigprocmask");
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals() {
    while (any()) wait();
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  // Whether one is there.
  bool any() const {
    sigset_t pending;
    ::sigpending(&pending);
    if (sigismember(&pending, SIGIO)) return true;
    for (int i = 0; i <= 3; ++i) {
      if (sigismember(&pending, SIGRTMIN + i)) return true;
    }
    return false;
  }

  siginfo_t wait() const {
    siginfo_t info = {};
    while (::sigwaitinfo(&set_, &info) < 0) {
      if (errno != EINTR) fail("sigwaitinfo");
    }
    return info;
  }

 private:
  sigset_t set_;
  sigset_t before_;
};

void tell_us(int descriptor, int signal) {
  if (::fcntl(descriptor, F_SETOWN, ::getpid()) < 0 || ::fcntl(descriptor, F_SETSIG, signal) < 0)
    fail("fcntl");
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags | O_ASYNC | O_NONBLOCK) < 0) fail("fcntl");
}

// A descriptor of the caller's that tells us for a while.
class Lent {
 public:
  Lent(int descriptor, int signal)
      : descriptor_(descriptor),
        flags_(::fcntl(descriptor, F_GETFL)),
        owner_(::fcntl(descriptor, F_GETOWN)),
        signal_(::fcntl(descriptor, F_GETSIG)) {
    tell_us(descriptor, signal);
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  ~Lent() {
    ::fcntl(descriptor_, F_SETFL, flags_);
    ::fcntl(descriptor_, F_SETSIG, signal_);
    ::fcntl(descriptor_, F_SETOWN, owner_);
  }

 private:
  const int descriptor_;
  const int flags_;
  const int owner_;
  const int signal_;
};

struct Client {
  Descriptor socket;
  EchoLines lines;
  bool more = true;
  bool in_line = false;
};

class Server {
 public:
  Server(int listener, int stop)
      : listener_(listener),
        stop_(stop),
        lent_stop_(stop, stop_signal()),
        lent_listener_(listener, listener_signal()),
        buffer_(new char[kMostUnsent]) {}

  void serve() {
    for (;;) {
      if (look_at_stop_) {
        if (stopped()) return;
        look_at_stop_ = false;
      }
      if (accepting_) {
        accept_one();
      }
      if (!line_.empty()) {
        const int number = line_.front();
        line_.pop_front();
        serve_one(number);
      }
      const bool idle = !accepting_ && line_.empty();
      for (int i = 0; (idle && i == 0) || (i < 1000 && signals_.any()); ++i) hear(signals_.wait());
    }
  }

 private:
  bool stopped() {
    char byte;
    ssize_t n;
    do n = ::read(stop_, &byte, 1);
    while (n < 0 && errno == EINTR);
    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) fail("read");
    return n >= 0;
  }

  void hear(const siginfo_t& info) {
    if (info.si_signo == stop_signal()) {
      look_at_stop_ = true;
    } else if (info.si_signo == listener_signal()) {
      accepting_ = true;
    } else if (info.si_signo == client_signal()) {
      enter(info.si_fd);
    } else {
      look_at_stop_ = true;
      accepting_ = true;
      for (const auto& [number, client] : clients_) enter(number);
    }
  }

  void enter(int number) {
    const auto found = clients_.find(number);
    if (found == clients_.end() || found->second.in_line) return;  // it has been closed
    found->second.in_line = true;
    line_.push_back(number);
  }

  void accept_one() {
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      if (errno == EMFILE) {
        no_room_ = true;
        accepting_ = false;
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        accepting_ = false;
      } else if (errno != EINTR && errno != ECONNABORTED) {
        fail("accept4");
      }
      return;
    }
    const int number = socket.get();
    tell_us(number, client_signal());
    clients_[number].socket = std::move(socket);
    enter(number);  // of what was there before no signal tells
  }

  void serve_one(int number) {
    const auto found = clients_.find(number);
    if (found == clients_.end()) return;
    found->second.in_line = false;
    const auto changed = try_all(found->second);
    if (!changed) {
      clients_.erase(found);
      if (no_room_) accepting_ = true;
      no_room_ = false;
    } else if (*changed) {
      enter(number);
    }
  }

  // Whether anything could be done; nothing when the client is to be closed.
  std::optional<bool> try_all(Client& client) {
    bool changed = false;
    bool too_long = false;
    if (client.more && !client.lines.full()) {
      ssize_t n;
      do n = ::recv(client.socket.get(), buffer_.get(), kMostUnsent, 0);
      while (n < 0 && errno == EINTR);
      if (n < 0) {
        if (errno == ECONNRESET) return std::nullopt;
        if (errno != EAGAIN && errno != EWOULDBLOCK) fail("recv");
      } else {
        changed = true;
        client.more = n > 0;
        too_long = !client.lines.take(buffer_.get(), static_cast<std::size_t>(n));
      }
    }
    // The kernel notes that we wait for room after it has found none; room that was made between is
    // told by no signal. So who has found none asks once more.
    for (int in_vain = 0; in_vain < 2 && !client.lines.unsent().empty();) {
      const auto unsent = client.lines.unsent();
      const ssize_t n = ::send(client.socket.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
      if (n >= 0) {
        changed = true;
        client.lines.sent(static_cast<std::size_t>(n));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        ++in_vain;
      } else if (errno == EPIPE || errno == ECONNRESET) {
        return std::nullopt;
      } else if (errno != EINTR) {
        fail("send");
      }
    }
    if (too_long || (!client.more && client.lines.unsent().empty())) return std::nullopt;
    return changed;
  }

  const Signals signals_;  // the first to come and the last to go
  const int listener_;
  const int stop_;
  const Lent lent_stop_;
  const Lent lent_listener_;
  const std::unique_ptr<char[]> buffer_;
  std::unordered_map<int, Client> clients_;
  std::deque<int> line_;
  bool look_at_stop_ = true;
  bool accepting_ = true;
  bool no_room_ = false;  // the last that came could not be accepted
};

}  // namespace

void serve_signal_driven(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
