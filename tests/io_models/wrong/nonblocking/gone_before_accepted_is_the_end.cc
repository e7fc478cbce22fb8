// expect: crash in NonBlocking.ManyAreServed
// Ends when a client has gone before it was accepted.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/nonblocking.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <list>
#include <system_error>
#include <thread>

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

class NonBlocking {
 public:
  explicit NonBlocking(int fd) : fd_(fd), before_(check(::fcntl(fd, F_GETFL), "fcntl")) {
    check(::fcntl(fd, F_SETFL, before_ | O_NONBLOCK), "fcntl");
  }
  ~NonBlocking() { ::fcntl(fd_, F_SETFL, before_); }
  NonBlocking(const NonBlocking&) = delete;
  NonBlocking& operator=(const NonBlocking&) = delete;

 private:
  const int fd_;
  const int before_;
};

enum class Tried { kNothing, kSomething, kDoneWith };

struct Client {
  Descriptor socket;
  EchoLines lines = {};
  bool ended = false;

  Tried receive() {
    if (ended || lines.full()) return Tried::kNothing;
    char bytes[16384];
    const ssize_t got = ::recv(socket.get(), bytes, sizeof bytes, 0);
    if (got < 0) return is_for_later(errno) ? Tried::kNothing : Tried::kDoneWith;
    ended = got == 0;
    const bool fine = lines.take(bytes, static_cast<std::size_t>(got));
    return fine ? Tried::kSomething : Tried::kDoneWith;
  }

  Tried send() {
    const std::string_view unsent = lines.unsent();
    if (unsent.empty()) return ended ? Tried::kDoneWith : Tried::kNothing;
    const ssize_t sent = ::send(socket.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (sent < 0) return is_for_later(errno) ? Tried::kNothing : Tried::kDoneWith;
    lines.sent(static_cast<std::size_t>(sent));
    return Tried::kSomething;
  }

  Tried serve() {
    const Tried received = receive();
    return received == Tried::kDoneWith ? received : std::max(received, send());
  }
};

class Server {
 public:
  Server(int listener, int stop)
      : listener_(listener), stop_(stop), listener_mode_(listener), stop_mode_(stop) {}

  void serve() {
    auto pause = kShortestPause;
    while (!is_to_stop()) {
      if (round()) {
        pause = kShortestPause;
        continue;
      }
      std::this_thread::sleep_for(pause);
      pause = std::min(2 * pause, kLongestPause);
    }
  }

 private:
  bool is_to_stop() const {
    char byte;
    const ssize_t got = ::read(stop_, &byte, 1);
    if (got < 0 && !is_for_later(errno)) check(-1, "read");
    return got >= 0;
  }

  bool round() {
    bool done = accept();
    for (auto client = clients_.begin(); client != clients_.end();) {
      const Tried tried = client->serve();
      done = done || tried != Tried::kNothing;
      client = tried == Tried::kDoneWith ? clients_.erase(client) : std::next(client);
    }
    return done;
  }

  bool accept() {
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket) {
      clients_.push_back({.socket = std::move(socket)});
      return true;
    }
    if (!is_for_later(errno) && errno != EMFILE && errno != ENFILE) check(-1, "accept4");
    return false;
  }

  const int listener_;
  const int stop_;
  const NonBlocking listener_mode_;
  const NonBlocking stop_mode_;
  std::list<Client> clients_;
};

}  // namespace

void serve_nonblocking(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
