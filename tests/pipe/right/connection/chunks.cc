// Sockets that never block: it waits in poll() and then moves what there is. A message goes in
// chunks, each with two bytes before it: how long it is, and whether it is the last.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>

namespace lockstep {
namespace {

constexpr std::size_t kMost = 0x7fff;  // bytes in a chunk

[[noreturn]] void refuse(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

void await(int socket, short events) {
  pollfd entry = {socket, events, 0};
  while (::poll(&entry, 1, -1) < 0) {
    if (errno != EINTR) refuse(errno, "poll");
  }
}

bool try_again(int error) { return error == EINTR || error == EAGAIN; }
bool is_gone(int error) { return error == EPIPE || error == ECONNRESET; }

void put(int socket, const char* from, const char* end) {
  while (from != end) {
    await(socket, POLLOUT);
    const auto size = static_cast<std::size_t>(end - from);
    const ssize_t sent = ::send(socket, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      from += sent;
    } else if (is_gone(errno)) {
      throw NoReceiver();
    } else if (!try_again(errno)) {
      refuse(errno, "send");
    }
  }
}

// Returns how many of the bytes there are before the end of the stream.
std::size_t get(int socket, char* to, std::size_t size) {
  std::size_t have = 0;
  while (have < size) {
    await(socket, POLLIN);
    iovec rest = {to + have, size - have};
    const ssize_t got = ::readv(socket, &rest, 1);
    if (got > 0) have += static_cast<std::size_t>(got);
    if (got == 0 || (got < 0 && is_gone(errno))) return have;
    if (got < 0 && !try_again(errno)) refuse(errno, "readv");
  }
  return have;
}

class Chunks final : public Connection {
 public:
  enum Use { kReceives = 1, kSends = 2, kBoth = 3 };

  Chunks(int socket, Use use) : socket_(socket), use_(use) {}
  ~Chunks() override { give_away(); }

  void send(const std::string& message) override {
    const int socket = mine(kSends);
    std::size_t at = 0;
    do {
      const std::size_t size = std::min(message.size() - at, kMost);
      const bool more = at + size < message.size();
      std::string chunk = {static_cast<char>(size & 0xff),
                           static_cast<char>((size >> 8) | (more ? 0x80 : 0))};
      chunk.append(message, at, size);
      put(socket, chunk.data(), chunk.data() + chunk.size());
      at += size;
    } while (at < message.size());
  }

  std::string recv() override {
    const int socket = mine(kReceives);
    std::string message;
    for (bool begun = false, more = true; more; begun = true) {
      unsigned char head[2];
      const std::size_t have = get(socket, reinterpret_cast<char*>(head), 2);
      if (have == 0 && !begun) throw EndOfStream();
      if (have < 2) throw MessageCut();
      more = (head[1] & 0x80) != 0;
      const std::size_t size = head[0] + 256u * (head[1] & 0x7f);
      const std::size_t old = message.size();
      message.resize(old + size);
      if (get(socket, message.data() + old, size) < size) throw MessageCut();
    }
    return message;
  }

  bool poll(std::chrono::milliseconds timeout) override {
    pollfd entry = {mine(kReceives), POLLIN, 0};
    using Nanoseconds = std::chrono::nanoseconds;
    const auto begin = std::chrono::steady_clock::now();
    for (;;) {
      const Nanoseconds left = timeout - (std::chrono::steady_clock::now() - begin);
      const long count = std::max(left, Nanoseconds(0)).count();
      const timespec time = {count / 1'000'000'000, count % 1'000'000'000};
      const int ready = ::ppoll(&entry, 1, &time, nullptr);
      if (ready >= 0) return ready > 0;
      if (errno != EINTR) refuse(errno, "ppoll");
    }
  }

  void close() override { give_away(); }

  int fileno() const override { return mine(kBoth); }

 private:
  void give_away() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  int mine(Use use) const {
    if (socket_ < 0 || (use_ & use) == 0) refuse(EBADF, "connection");
    return socket_;
  }

  int socket_;
  Use use_;
};

Ends make(Chunks::Use first, Chunks::Use second) {
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    refuse(errno, "socketpair");
  }
  return {std::make_unique<Chunks>(sockets[0], first),
          std::make_unique<Chunks>(sockets[1], second)};
}

}  // namespace

Ends make_one_way_pipe() { return make(Chunks::kReceives, Chunks::kSends); }

Ends make_two_way_pipe() { return make(Chunks::kBoth, Chunks::kBoth); }

}  // namespace lockstep
