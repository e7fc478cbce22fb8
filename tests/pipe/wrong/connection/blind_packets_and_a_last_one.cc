// expect: wrong result in Connection.UnreadMessagesDoNotChangeTheEnd
// On packets a reset comes before what is left to read: when the other end goes with messages that
// it has not received, those that it had sent are lost.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

// No length anywhere: the kernel keeps packets apart, and one call takes one packet
// (SOCK_SEQPACKET). A message is packets of a part each, which begin with kPart, and then one that
// is kLast alone. No packet is empty, so nothing received is the end.
constexpr char kPart = 'p';
constexpr char kLast = 'l';
constexpr std::size_t kMost = 16'000;  // bytes of a part

class Packets : public Connection {
 public:
  Packets(bool receives, bool sends) : receives_(receives), sends_(sends) {}
  Packets(const Packets&) = delete;
  Packets& operator=(const Packets&) = delete;
  ~Packets() override { close(); }

  void own(int fd) { fd_ = fd; }

  void send(const std::string& message) override {
    const int fd = checked(sends_);
    for (std::size_t done = 0; done < message.size();) {
      done += put(fd, kPart + message.substr(done, kMost)) - 1;
    }
    put(fd, std::string(1, kLast));
  }

  std::string recv() override {
    const int fd = checked(receives_);
    std::string message;
    std::vector<char> packet(1 + kMost);
    for (bool first = true;; first = false) {
      const std::size_t size = take(fd, packet);
      if (size == 0 && first) throw EndOfStream();
      if (size == 0) throw MessageCut();
      if (packet[0] == kLast) return message;
      message.append(packet.data() + 1, size - 1);
    }
  }

  bool poll(std::chrono::milliseconds timeout) override {
    const auto now = Clock::now();
    const int fd = checked(receives_);
    const auto until = now + std::max(timeout, std::chrono::milliseconds::zero());
    for (;;) {
      const auto rest = std::max(std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()),
                                 std::chrono::milliseconds::zero());
      pollfd what = {fd, POLLIN, 0};
      const int found = ::poll(&what, 1, static_cast<int>(rest.count()));
      if (found > 0) {
        if ((what.revents & POLLNVAL) != 0) fail(EBADF, "poll");
        return true;
      }
      if (found < 0 && errno != EINTR) fail(errno, "poll");
      if (found == 0 && Clock::now() >= until) return false;
    }
  }

  void close() override {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  int fileno() const override { return checked(true); }

 private:
  int checked(bool meant_for_it) const {
    if (fd_ < 0 || !meant_for_it) fail(EBADF, "connection");
    return fd_;
  }

  static std::size_t put(int fd, const std::string& packet) {
    for (;;) {
      const ssize_t now = ::send(fd, packet.data(), packet.size(), MSG_NOSIGNAL);
      if (now > 0) return static_cast<std::size_t>(now);
      if (now < 0 && (errno == EPIPE || errno == ECONNRESET)) throw NoReceiver();
      if (now < 0 && errno != EINTR) fail(errno, "send");
    }
  }

  // 0: the end.
  static std::size_t take(int fd, std::vector<char>& packet) {
    for (;;) {
      const ssize_t now = ::recv(fd, packet.data(), packet.size(), 0);
      if (now >= 0) return static_cast<std::size_t>(now);
      if (errno == ECONNRESET) return 0;
      if (errno != EINTR) fail(errno, "recv");
    }
  }

  const bool receives_;
  const bool sends_;
  int fd_ = -1;
};

Ends make(bool both_ways) {
  auto first = std::make_unique<Packets>(true, both_ways);
  auto second = std::make_unique<Packets>(both_ways, true);
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) fail(errno, "socketpair");
  first->own(fds[0]);
  second->own(fds[1]);
  return {std::move(first), std::move(second)};
}

}  // namespace

Ends make_one_way_pipe() { return make(false); }
Ends make_two_way_pipe() { return make(true); }

}  // namespace lockstep
