// Each round takes from all clients first, then sends to all; places in a vector are used again.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/nonblocking.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace lockstep {
namespace {

struct Place {
  int fd = -1;
  base::EchoLines lines = {};
  bool ended = false;
};

int set_mode(int fd, int mode) {
  const int before = ::fcntl(fd, F_GETFL);
  ::fcntl(fd, F_SETFL, mode < 0 ? before | O_NONBLOCK : mode);
  return before;
}

bool failed(ssize_t result) { return result < 0 && errno != EAGAIN && errno != EINTR; }

class Rounds {
 public:
  Rounds(int listener, int stop)
      : listener_(listener),
        stop_(stop),
        listener_mode_(set_mode(listener, -1)),
        stop_mode_(set_mode(stop, -1)) {}

  ~Rounds() {
    for (Place& place : places_) leave(place);
    set_mode(listener_, listener_mode_);
    set_mode(stop_, stop_mode_);
  }

  void run() {
    long pause = kShortestPause.count();
    for (char byte; ::read(stop_, &byte, 1) < 0;) {
      moved_ = false;
      accept();
      for (Place& place : places_) receive(place);
      for (Place& place : places_) send(place);
      if (moved_) {
        pause = kShortestPause.count();
      } else {
        ::usleep(static_cast<useconds_t>(pause * 1000));
        pause = pause * 2 > kLongestPause.count() ? kLongestPause.count() : pause * 2;
      }
    }
  }

 private:
  void accept() {
    for (int i = 0; i < 8; ++i) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd < 0) return;
      moved_ = true;
      place_for(fd);
    }
  }

  void place_for(int fd) {
    for (Place& place : places_) {
      if (place.fd >= 0) continue;
      place = {.fd = fd};
      return;
    }
    places_.push_back({.fd = fd});
  }

  static void leave(Place& place) {
    if (place.fd >= 0) ::close(place.fd);
    place = {};
  }

  void receive(Place& place) {
    if (place.fd < 0 || place.ended || place.lines.full()) return;
    char bytes[20000];
    const ssize_t n = ::read(place.fd, bytes, sizeof bytes);
    moved_ = moved_ || n >= 0;
    place.ended = n == 0;
    const bool fine = n <= 0 || place.lines.take(bytes, static_cast<std::size_t>(n));
    if (failed(n) || !fine) leave(place);
  }

  void send(Place& place) {
    if (place.fd < 0) return;
    const auto unsent = place.lines.unsent();
    ssize_t n = 0;
    if (!unsent.empty()) n = ::send(place.fd, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (n > 0) place.lines.sent(static_cast<std::size_t>(n));
    moved_ = moved_ || n > 0;
    if (failed(n) || (place.ended && place.lines.unsent().empty())) leave(place);
  }

  const int listener_;
  const int stop_;
  const int listener_mode_;
  const int stop_mode_;
  bool moved_ = false;
  std::vector<Place> places_;
};

}  // namespace

void serve_nonblocking(int listener, int stop) { Rounds(listener, stop).run(); }

}  // namespace lockstep
