// EPOLLONESHOT: each descriptor is told of once, and asked for again when it has been served. Each
// client reads first, then writes until all is gone, and never both.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/multiplexed.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <set>
#include <system_error>

namespace lockstep {
namespace {

struct Watched {
  int fd;
  base::EchoLines lines = {};
  bool last = false;  // after what is unsent it is closed
};

class Poller {
 public:
  Poller() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  }
  ~Poller() { ::close(fd_); }
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  void ask(int how, Watched& who, unsigned events) const {
    epoll_event event{};
    event.events = events | EPOLLONESHOT;
    event.data.ptr = &who;
    if (::epoll_ctl(fd_, how, who.fd, &event) != 0) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }

  Watched& next() const {
    epoll_event event;
    while (::epoll_wait(fd_, &event, 1, -1) != 1) continue;
    return *static_cast<Watched*>(event.data.ptr);
  }

 private:
  const int fd_;
};

// What to ask for next; 0: nothing, close it.
unsigned serve(Watched& who) {
  if (who.lines.unsent().empty()) {
    char bytes[4096];
    const ssize_t n = ::recv(who.fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n < 0) return errno == EAGAIN || errno == EINTR ? EPOLLIN : 0;
    who.last = n == 0 || !who.lines.take(bytes, static_cast<std::size_t>(n));
  }
  if (!who.lines.unsent().empty()) {
    const auto unsent = who.lines.unsent();
    const ssize_t n = ::send(who.fd, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) return 0;
    if (n > 0) who.lines.sent(static_cast<std::size_t>(n));
    if (!who.lines.unsent().empty()) return EPOLLOUT;
  }
  return who.last ? 0 : EPOLLIN;
}

}  // namespace

void serve_multiplexed(int listener, int stop) {
  const Poller poller;
  Watched door{listener};
  Watched bell{stop};
  std::set<std::unique_ptr<Watched>> clients;
  poller.ask(EPOLL_CTL_ADD, bell, EPOLLIN);
  poller.ask(EPOLL_CTL_ADD, door, EPOLLIN);
  for (Watched* who; (who = &poller.next()) != &bell;) {
    if (who == &door) {
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        Watched& client = **clients.insert(std::make_unique<Watched>(fd)).first;
        poller.ask(EPOLL_CTL_ADD, client, EPOLLIN);
      }
      if (fd >= 0 || errno != EMFILE) poller.ask(EPOLL_CTL_MOD, door, EPOLLIN);
    } else if (const unsigned events = serve(*who); events != 0) {
      poller.ask(EPOLL_CTL_MOD, *who, events);
    } else {
      ::close(who->fd);
      std::erase_if(clients, [who](const auto& client) { return client.get() == who; });
      poller.ask(EPOLL_CTL_MOD, door, EPOLLIN);
    }
  }
  for (const auto& client : clients) ::close(client->fd);
}

}  // namespace lockstep
