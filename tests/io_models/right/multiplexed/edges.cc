// Edge-triggered: it is told of changes, and keeps a list of those who may have more to be done.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/multiplexed.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <map>
#include <system_error>

namespace lockstep {
namespace {

struct Peer {
  base::EchoLines lines;
  bool in = true;   // a read may find something
  bool out = true;  // a write may find room
  bool ended = false;
  bool listed = false;
};

class Loop {
 public:
  Loop(int listener, int stop) : listener_(listener), stop_(stop) {
    mode_ = ::fcntl(listener_, F_GETFL);
    ::fcntl(listener_, F_SETFL, mode_ | O_NONBLOCK);
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
    add(stop_, EPOLLIN);
    add(listener_, EPOLLIN | EPOLLET);
  }

  ~Loop() {
    for (const auto& [fd, peer] : peers_) ::close(fd);
    ::close(epoll_);
    ::fcntl(listener_, F_SETFL, mode_);
  }

  void run() {
    while (look()) {
      if (accepts_) accept_one();
      for (std::size_t n = list_.size(); n > 0; --n) {
        const int fd = list_.front();
        list_.pop_front();
        Peer& peer = peers_.at(fd);
        peer.listed = false;
        if (!work(fd, peer)) {
          ::close(fd);
          peers_.erase(fd);
          accepts_ = true;
        } else if (can_do_more(peer)) {
          enlist(fd, peer);
        }
      }
    }
  }

 private:
  void add(int fd, unsigned events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }

  // False: it is to stop.
  bool look() {
    epoll_event events[32];
    const int n = ::epoll_wait(epoll_, events, 32, list_.empty() && !accepts_ ? -1 : 0);
    for (int i = 0; i < n; ++i) {
      const int fd = events[i].data.fd;
      if (fd == stop_) return false;
      if (fd == listener_) {
        accepts_ = true;
        continue;
      }
      const auto found = peers_.find(fd);
      if (found == peers_.end()) continue;
      const unsigned what = events[i].events;
      if (what & (EPOLLIN | EPOLLHUP | EPOLLERR)) found->second.in = true;
      if (what & (EPOLLOUT | EPOLLHUP | EPOLLERR)) found->second.out = true;
      enlist(fd, found->second);
    }
    return true;
  }

  void enlist(int fd, Peer& peer) {
    if (!peer.listed) list_.push_back(fd);
    peer.listed = true;
  }

  static bool can_do_more(const Peer& peer) {
    return (peer.in && !peer.ended && !peer.lines.full()) ||
           (peer.out && !peer.lines.unsent().empty());
  }

  void accept_one() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      enlist(fd, peers_[fd]);
      add(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    } else {
      accepts_ = errno == EINTR || errno == ECONNABORTED;
    }
  }

  static bool work(int fd, Peer& peer) {
    char bytes[8192];
    if (peer.in && !peer.ended && !peer.lines.full()) {
      const ssize_t n = ::read(fd, bytes, sizeof bytes);
      if (n > 0 && !peer.lines.take(bytes, static_cast<std::size_t>(n))) return false;
      if (n == 0) peer.ended = true;
      if (n < 0 && errno == EAGAIN) peer.in = false;
      if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
    }
    if (peer.out && !peer.lines.unsent().empty()) {
      const auto unsent = peer.lines.unsent();
      const ssize_t n = ::send(fd, unsent.data(), unsent.size(), MSG_NOSIGNAL);
      if (n > 0) peer.lines.sent(static_cast<std::size_t>(n));
      if (n < 0 && errno == EAGAIN) peer.out = false;
      if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
    }
    return !peer.ended || !peer.lines.unsent().empty();
  }

  const int listener_;
  const int stop_;
  int mode_ = 0;
  int epoll_ = -1;
  bool accepts_ = true;
  std::map<int, Peer> peers_;
  std::deque<int> list_;
};

}  // namespace

void serve_multiplexed(int listener, int stop) { Loop(listener, stop).run(); }

}  // namespace lockstep
