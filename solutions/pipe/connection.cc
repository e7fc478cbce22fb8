// SPDX-License-Identifier: MIT
// Model answer for lessons/pipe/connection.h: a pair of sockets, and before each message its
// length.
//
// Sockets for both kinds of pipe: a send to nobody can be told to make no signal (MSG_NOSIGNAL). A
// pipe cannot. There SIGPIPE must be blocked in this thread for each write, and be taken away when
// it has come, but not when it was pending before; ignoring it would change the whole process.
#include "lessons/pipe/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// As wide as a size in memory, and as this machine keeps it: both ends are on the same one.
using Length = std::uint64_t;

[[noreturn]] void throw_error(int error, const char* call) {
  throw std::system_error(error, std::generic_category(), call);
}

// A socket takes what fits into its buffer, so one send() may be too little.
void send_all(int socket, const void* bytes, std::size_t size) {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t sent = ::send(socket, next, size, MSG_NOSIGNAL);
    if (sent >= 0) {
      next += sent;
      size -= static_cast<std::size_t>(sent);
      continue;
    }
    // The second comes when the other end goes, with messages unread, while this one waits for
    // room.
    if (errno == EPIPE || errno == ECONNRESET) throw NoReceiver();
    if (errno != EINTR) throw_error(errno, "send");
  }
}

// Asks for what it needs and no more: the rest is for whoever receives next. Returns how many bytes
// there were, fewer than `size` only when the stream has ended.
std::size_t receive_all(int socket, void* bytes, std::size_t size) {
  char* const to = static_cast<char*>(bytes);
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::recv(socket, to + have, size - have, 0);
    if (got > 0) have += static_cast<std::size_t>(got);
    // An end that went with messages unread is told so, once, after what it had sent itself.
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
    const int socket = socket_for(sends_);
    const Length length = message.size();
    send_all(socket, &length, sizeof length);
    send_all(socket, message.data(), message.size());
  }

  std::string recv() override {
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
      // Rounded up, or it would return too early; never negative, which means "for ever".
      const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
      const int ready = ::poll(&entry, 1, static_cast<int>(std::max(left.count(), {})));
      // Whatever it has found, recv() will not wait for its beginning: POLLIN, POLLHUP, POLLERR.
      if (ready >= 0) return ready > 0;
      if (errno != EINTR) throw_error(errno, "poll");
    }
  }

  // Not shutdown(): that would end the stream for every process that has this end. And not twice:
  // the number may be somebody else's by then.
  void close() override {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  int fileno() const override { return socket_for(true); }

 private:
  // The kernel would refuse a closed socket too, but not for poll(), which leaves out negative
  // numbers; and it does not know that a pipe is one-way.
  int socket_for(bool is_meant) const {
    if (socket_ < 0 || !is_meant) throw_error(EBADF, "connection");
    return socket_;
  }

  const bool receives_;
  const bool sends_;
  int socket_ = -1;
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

// The standard library has nothing for it: its streams know files. POSIX has pipe() and
// socketpair(), as above; SOCK_SEQPACKET keeps messages whole up to the size of the socket's
// buffer. Boost.Asio reads and writes sockets and pipes, and frames nothing. Python has
// multiprocessing.Pipe, which sends a length of 4 bytes, or of 4 and 8 for more than 2 GB.
