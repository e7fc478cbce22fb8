// expect: crash in Blocking.ManyAreServed
// Ends when a client has gone before it was accepted.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/blocking.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
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

class Client {
 public:
  Client(Descriptor socket, int ended)
      : socket_(std::move(socket)), thread_([this, ended] { run(ended); }) {}

  ~Client() {
    ::shutdown(socket_.get(), SHUT_RDWR);
    thread_.join();
  }

  bool is_through() const { return is_through_; }

 private:
  void run(int ended) {
    EchoLines lines;
    while (receive(lines) && send(lines)) continue;
    is_through_ = true;
    const char byte = 0;
    while (::write(ended, &byte, 1) < 0 && errno == EINTR) continue;
  }

  bool receive(EchoLines& lines) const {
    char bytes[16384];
    ssize_t got = 0;
    while ((got = ::recv(socket_.get(), bytes, sizeof bytes, 0)) < 0 && errno == EINTR) continue;
    return got > 0 && lines.take(bytes, static_cast<std::size_t>(got));
  }

  bool send(EchoLines& lines) const {
    while (!lines.unsent().empty()) {
      const std::string_view unsent = lines.unsent();
      const ssize_t sent = ::send(socket_.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EINTR) return false;
      if (sent > 0) lines.sent(static_cast<std::size_t>(sent));
    }
    return true;
  }

  const Descriptor socket_;
  std::atomic<bool> is_through_ = false;
  std::thread thread_;
};

class Server {
 public:
  Server(int listener, int stop) : listener_(listener), stop_(stop) {
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    ended_ = Descriptor(ends[0]);
    tell_ended_ = Descriptor(ends[1]);
  }

  void serve() {
    for (;;) {
      pollfd entries[] = {
          {stop_, POLLIN, 0}, {ended_.get(), POLLIN, 0}, {accepts_ ? listener_ : -1, POLLIN, 0}};
      if (::poll(entries, 3, -1) < 0) {
        if (errno != EINTR) check(-1, "poll");
        continue;
      }
      if (entries[0].revents != 0) return;
      if (entries[1].revents != 0) close_ended();
      if (entries[2].revents != 0) accept();
    }
  }

 private:
  void accept() {
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (socket) {
      clients_.emplace_back(std::move(socket), tell_ended_.get());
    } else if (errno == EMFILE || errno == ENFILE) {
      accepts_ = false;
    } else if (errno != EINTR) {
      check(-1, "accept4");
    }
  }

  void close_ended() {
    char byte = 0;
    if (::read(ended_.get(), &byte, 1) < 0 && errno != EINTR) check(-1, "read");
    clients_.remove_if([](const Client& client) { return client.is_through(); });
    accepts_ = true;
  }

  const int listener_;
  const int stop_;
  Descriptor ended_;
  Descriptor tell_ended_;
  bool accepts_ = true;
  std::list<Client> clients_;
};

}  // namespace

void serve_blocking(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
