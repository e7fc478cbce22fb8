// expect: lost wakeup in Connection.SendsWhileItReceives
// send() and recv() exclude each other, and the one may wait for what the other would do.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

using Length = std::uint64_t;

[[noreturn]] void throw_error(int error, const char* call) {
  throw std::system_error(error, std::generic_category(), call);
}

void send_all(int socket, const void* bytes, std::size_t size) {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t sent = ::send(socket, next, size, MSG_NOSIGNAL);
    if (sent >= 0) {
      next += sent;
      size -= static_cast<std::size_t>(sent);
      continue;
    }
    if (errno == EPIPE || errno == ECONNRESET) throw NoReceiver();
    if (errno != EINTR) throw_error(errno, "send");
  }
}

std::size_t receive_all(int socket, void* bytes, std::size_t size) {
  char* const to = static_cast<char*>(bytes);
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::recv(socket, to + have, size - have, 0);
    if (got > 0) have += static_cast<std::size_t>(got);
    if (got == 0 || (got < 0 && errno == ECONNRESET)) break;
    if (got < 0 && errno != EINTR) throw_error(errno, "recv");
  }
  return have;
}

class SocketConnection : public Connection {
 public:
  SocketConnection(bool receives, bool sends) : receives_(receives), sends_(sends) {}
  ~SocketConnection() override { SocketConnection::close(); }
  SocketConnection(const SocketConnection&) = delete;
  SocketConnection& operator=(const SocketConnection&) = delete;
  void own(int socket) { socket_ = socket; }

  void send(const std::string& message) override {
    const std::lock_guard lock(mutex_);
    const int socket = socket_for(sends_);
    const Length length = message.size();
    send_all(socket, &length, sizeof length);
    send_all(socket, message.data(), message.size());
  }

  std::string recv() override {
    const std::lock_guard lock(mutex_);
    const int socket = socket_for(receives_);
    Length length = 0;
    const std::size_t have = receive_all(socket, &length, sizeof length);
    if (have == 0) throw EndOfStream();
    if (have < sizeof length) throw MessageCut();
    std::string message(length, '\0');
    if (receive_all(socket, message.data(), length) < length) throw MessageCut();
    return message;
  }

  bool poll(milliseconds timeout) override {
    pollfd entry = {socket_for(receives_), POLLIN, 0};
    const auto end = steady_clock::now() + std::max(timeout, milliseconds(0));
    for (;;) {
      const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
      const int ready = ::poll(&entry, 1, static_cast<int>(std::max(left.count(), {})));
      if (ready >= 0) return ready > 0;
      if (errno != EINTR) throw_error(errno, "poll");
    }
  }

  void close() override {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  int fileno() const override { return socket_for(true); }

 private:
  int socket_for(bool is_meant) const {
    if (socket_ < 0 || !is_meant) throw_error(EBADF, "connection");
    return socket_;
  }

  const bool receives_;
  const bool sends_;
  int socket_ = -1;
  std::mutex mutex_;
};

Ends make_pipe(bool two_way) {
  auto first = std::make_unique<SocketConnection>(true, two_way);
  auto second = std::make_unique<SocketConnection>(two_way, true);
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    throw_error(errno, "socketpair");
  }
  first->own(sockets[0]);
  second->own(sockets[1]);
  return {std::move(first), std::move(second)};
}

}  // namespace

Ends make_one_way_pipe() { return make_pipe(false); }

Ends make_two_way_pipe() { return make_pipe(true); }

}  // namespace lockstep
