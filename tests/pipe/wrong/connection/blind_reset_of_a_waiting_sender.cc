// expect: wrong result in Connection.AReceiverThatLeavesMeanwhileIsTold
// ECONNRESET is expected of recv() only. A sender that waits with nothing of its piece sent, as
// the other end goes with messages that it has not received, gets ECONNRESET from the kernel and
// not EPIPE: send() throws std::system_error instead of NoReceiver.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <system_error>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

// A message has no length of its own. It goes in envelopes: 15 bits say how much is in this one,
// one bit says whether another one of the same message follows.
constexpr std::size_t kMost = 0x7fff;
constexpr unsigned char kFollowed = 0x80;

// Both kinds of pipes are pairs of sockets: these can be told to make no signal of an error.
class Socket : public Connection {
 public:
  Socket(bool receives, bool sends) : receives_(receives), sends_(sends) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() override { close(); }

  void own(int fd) { fd_ = fd; }

  void send(const std::string& message) override {
    const int fd = checked(sends_);
    std::size_t done = 0;
    do {
      const std::size_t size = std::min(message.size() - done, kMost);
      const bool followed = done + size < message.size();
      std::string envelope;
      envelope.reserve(2 + size);
      envelope += static_cast<char>((size >> 8) | (followed ? kFollowed : 0));
      envelope += static_cast<char>(size & 0xff);
      envelope.append(message, done, size);
      put(fd, envelope);
      done += size;
    } while (done < message.size());
  }

  std::string recv() override {
    const int fd = checked(receives_);
    std::string message;
    for (bool first = true;; first = false) {
      unsigned char head[2];
      const std::size_t got = take(fd, head, sizeof head);
      if (got == 0 && first) throw EndOfStream();
      if (got < sizeof head) throw MessageCut();
      const std::size_t size = static_cast<std::size_t>(head[0] & 0x7f) << 8 | head[1];
      const std::size_t before = message.size();
      message.resize(before + size);
      if (take(fd, message.data() + before, size) < size) throw MessageCut();
      if ((head[0] & kFollowed) == 0) return message;
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

  static void put(int fd, const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t now = ::send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (now >= 0) {
        done += static_cast<std::size_t>(now);
      } else if (errno == EPIPE) {
        throw NoReceiver();
      } else if (errno != EINTR) {
        fail(errno, "send");
      }
    }
  }

  // Takes `size` bytes. Fewer: the stream has ended.
  static std::size_t take(int fd, void* to, std::size_t size) {
    std::size_t got = 0;
    while (got < size) {
      const ssize_t now = ::recv(fd, static_cast<char*>(to) + got, size - got, 0);
      if (now > 0) {
        got += static_cast<std::size_t>(now);
      } else if (now == 0 || errno == ECONNRESET) {
        break;
      } else if (errno != EINTR) {
        fail(errno, "recv");
      }
    }
    return got;
  }

  const bool receives_;
  const bool sends_;
  int fd_ = -1;
};

Ends make(bool both_ways) {
  auto first = std::make_unique<Socket>(true, both_ways);
  auto second = std::make_unique<Socket>(both_ways, true);
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) fail(errno, "socketpair");
  first->own(fds[0]);
  second->own(fds[1]);
  return {std::move(first), std::move(second)};
}

}  // namespace

Ends make_one_way_pipe() { return make(false); }
Ends make_two_way_pipe() { return make(true); }

}  // namespace lockstep
