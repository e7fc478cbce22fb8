// expect: wrong result in Connection.UnreadMessagesDoNotChangeTheEnd
// Where packets are kept whole ECONNRESET is told before what the other end had sent, and here it
// is taken for the end.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMost = 16'384;  // of a message in one packet
constexpr char kMore = 'm';
constexpr char kLast = 'l';

[[noreturn]] void refuse(int error) { throw std::system_error(error, std::system_category()); }

class PacketConnection : public Connection {
 public:
  PacketConnection(int socket, bool receives, bool sends)
      : socket_(socket), receives_(receives), sends_(sends) {}
  PacketConnection(const PacketConnection&) = delete;
  PacketConnection& operator=(const PacketConnection&) = delete;
  ~PacketConnection() override { PacketConnection::close(); }

  void send(const std::string& message) override {
    if (!sends_) refuse(EBADF);
    std::size_t at = 0;
    for (; message.size() - at > kMost; at += kMost) send_packet(kMore, message, at);
    send_packet(kLast, message, at);
  }

  std::string recv() override {
    if (!receives_) refuse(EBADF);
    std::string message;
    for (bool begun = false;; begun = true) {
      char packet[1 + kMost];
      const ssize_t size = receive_packet(packet, sizeof packet);
      if (size == 0 && begun) throw MessageCut();
      if (size == 0) throw EndOfStream();
      message.append(packet + 1, static_cast<std::size_t>(size) - 1);
      if (packet[0] == kLast) return message;
    }
  }

  bool poll(milliseconds timeout) override {
    if (!receives_ || socket_ < 0) refuse(EBADF);
    const auto begin = steady_clock::now();
    for (;;) {
      const auto gone = std::chrono::floor<milliseconds>(steady_clock::now() - begin);
      pollfd entry = {socket_, POLLIN, 0};
      const int ready =
          ::poll(&entry, 1, timeout > gone ? static_cast<int>((timeout - gone).count()) : 0);
      if (ready != -1) return ready == 1;
      if (errno != EINTR) refuse(errno);
    }
  }

  void close() override {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  int fileno() const override {
    if (socket_ < 0) refuse(EBADF);
    return socket_;
  }

 private:
  void send_packet(char kind, const std::string& message, std::size_t at) {
    const std::string packet = kind + message.substr(at, kMost);
    while (::send(socket_, packet.data(), packet.size(), MSG_NOSIGNAL) < 0) {
      if (errno == EPIPE || errno == ECONNRESET) throw NoReceiver();
      if (errno != EINTR) refuse(errno);
    }
  }

  // 0 at the end of the stream.
  ssize_t receive_packet(char* packet, std::size_t size) {
    for (;;) {
      const ssize_t got = ::recv(socket_, packet, size, 0);
      if (got >= 0) return got;
      if (errno == ECONNRESET) return 0;
      if (errno != EINTR) refuse(errno);
    }
  }

  int socket_;
  const bool receives_;
  const bool sends_;
};

Ends make_ends(bool two_way) {
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0) refuse(errno);
  return {std::make_unique<PacketConnection>(sockets[0], true, two_way),
          std::make_unique<PacketConnection>(sockets[1], two_way, true)};
}

}  // namespace

Ends make_one_way_pipe() { return make_ends(false); }

Ends make_two_way_pipe() { return make_ends(true); }

}  // namespace lockstep
