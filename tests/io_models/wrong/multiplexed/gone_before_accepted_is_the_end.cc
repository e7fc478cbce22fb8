// expect: crash in Multiplexed.ManyAreServed
// Ends when a client has gone before it was accepted.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/multiplexed.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <unordered_map>

#include "lessons/base/descriptor.h"

namespace lockstep {
namespace {

using base::Descriptor;
using base::EchoLines;

int check(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

bool is_for_later(int error) { return error == EAGAIN || error == EINTR; }

struct Client {
  Descriptor socket;
  std::uint32_t events = 0;
  EchoLines lines = {};
  bool ended = false;

  std::uint32_t wanted() const {
    const std::uint32_t in = !ended && !lines.full() ? EPOLLIN : 0u;
    return in | (lines.unsent().empty() ? 0u : EPOLLOUT);
  }

  bool serve() {
    if (!ended && !lines.full() && !receive()) return false;
    if (!lines.unsent().empty() && !send()) return false;
    return !ended || !lines.unsent().empty();
  }

  bool receive() {
    char bytes[16384];
    const ssize_t got = ::recv(socket.get(), bytes, sizeof bytes, 0);
    if (got < 0) return is_for_later(errno);
    ended = got == 0;
    return lines.take(bytes, static_cast<std::size_t>(got));
  }

  bool send() {
    const std::string_view unsent = lines.unsent();
    const ssize_t sent = ::send(socket.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (sent < 0) return is_for_later(errno);
    lines.sent(static_cast<std::size_t>(sent));
    return true;
  }
};

class Server {
 public:
  Server(int listener, int stop)
      : listener_(listener),
        stop_(stop),
        epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    watch(EPOLL_CTL_ADD, stop_, EPOLLIN);
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
  }

  void serve() {
    epoll_event events[64];
    for (;;) {
      const int ready = ::epoll_wait(epoll_.get(), events, 64, -1);
      if (ready < 0 && errno != EINTR) check(ready, "epoll_wait");
      for (int i = 0; i < ready; ++i) {
        const int fd = events[i].data.fd;
        if (fd == stop_) return;
        if (fd == listener_) {
          accept();
        } else {
          serve(fd);
        }
      }
    }
  }

 private:
  void watch(int how, int fd, std::uint32_t events) {
    epoll_event event = {};
    event.events = events;
    event.data.fd = fd;
    check(::epoll_ctl(epoll_.get(), how, fd, &event), "epoll_ctl");
  }

  void accept() {
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket) {
      const int fd = socket.get();
      watch(EPOLL_CTL_ADD, fd, EPOLLIN);
      clients_[fd] = {.socket = std::move(socket), .events = EPOLLIN};
    } else if (errno == EMFILE || errno == ENFILE) {
      accepts_ = false;
      watch(EPOLL_CTL_MOD, listener_, 0);
    } else if (!is_for_later(errno)) {
      check(-1, "accept4");
    }
  }

  void serve(int fd) {
    Client& client = clients_.at(fd);
    if (!client.serve()) {
      clients_.erase(fd);
      if (!accepts_) watch(EPOLL_CTL_MOD, listener_, EPOLLIN);
      accepts_ = true;
    } else if (const std::uint32_t wanted = client.wanted(); wanted != client.events) {
      client.events = wanted;
      watch(EPOLL_CTL_MOD, fd, wanted);
    }
  }

  const int listener_;
  const int stop_;
  const Descriptor epoll_;
  bool accepts_ = true;
  std::unordered_map<int, Client> clients_;
};

}  // namespace

void serve_multiplexed(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
