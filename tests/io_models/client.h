// SPDX-License-Identifier: MIT
// Clients of an echo server that behave as real ones do: they send in pieces or in masses, take
// nothing, end their sending, go. Their calls are those that trials leave alone; all troubles are
// the server's.
#ifndef TESTS_IO_MODELS_CLIENT_H_
#define TESTS_IO_MODELS_CLIENT_H_

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <functional>
#include <random>
#include <string>
#include <utility>

#include "tests/io_models/server.h"

namespace lockstep {

// Lines of seeded lengths and bytes: short ones, and some as long as a line may be.
class Lines {
 public:
  explicit Lines(unsigned seed) : random_(seed) {}

  std::string next() {
    const std::size_t size = below(8) == 0 ? base::kLongestLine : 1 + below(below(2) ? 20 : 2000);
    std::string line(size, '\n');
    for (std::size_t i = 0; i + 1 < size; ++i) {
      const auto byte = static_cast<char>(random_());
      line[i] = byte == '\n' ? ' ' : byte;
    }
    return line;
  }

  // Whole lines, of so many bytes at least.
  std::string bytes(std::size_t size) {
    std::string all;
    while (all.size() < size) all += next();
    return all;
  }

  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  std::minstd_rand random_;
};

// Long texts are told by their size and what std::hash makes of them: nobody reads them.
inline std::string told(const std::string& text) {
  if (text.size() <= 100) return text;
  return std::to_string(text.size()) + " bytes, " + std::to_string(std::hash<std::string>()(text));
}

class Client {
 public:
  explicit Client(Server& server) : server_(&server), socket_(server.connect()) {}

  // Sends all, and waits where it must. False when the server has closed the connection.
  bool send(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const std::size_t more = send_now(bytes.data() + sent, bytes.size() - sent);
      sent += more;
      if (more == 0 && (gone_ || !server_->wait(fd(), POLLOUT))) return false;
    }
    return true;
  }

  // Takes so many bytes; fewer when the end comes first, or nothing more.
  std::string receive(std::size_t size) {
    std::string got;
    while (got.size() < size && receive_some(got, size - got.size())) continue;
    return got;
  }

  // Sends, and takes as many bytes meanwhile and after; or `size` of them.
  std::string exchange(const std::string& bytes) { return exchange(bytes, bytes.size()); }
  std::string exchange(const std::string& bytes, std::size_t size) {
    std::string got;
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      sent += send_now(bytes.data() + sent, bytes.size() - sent);
      take_now(got, size - got.size());
      if (gone_ || (sent < bytes.size() && !server_->wait(fd(), POLLIN | POLLOUT))) return got;
    }
    return got + receive(size - got.size());
  }

  // Sends lines as long as they go without waiting, and what then goes when the server has come to
  // rest, until nothing goes any more; takes nothing. Returns all that was sent. Its last line may
  // be without its end, of which the rest is in `rest`.
  std::string stuff(Lines& lines, std::string& rest, bool settles = true) {
    constexpr std::size_t kEndless = 4'000'000;
    std::string all;
    do {
      const std::size_t before = all.size();
      for (std::size_t sent = 1; sent != 0 && all.size() < kEndless;) {
        if (rest.empty()) rest = lines.next();
        sent = send_now(rest.data(), rest.size());
        all += rest.substr(0, sent);
        rest.erase(0, sent);
      }
      if (all.size() == before || !settles) break;
      server_->expect_rest();
    } while (all.size() < kEndless);
    EXPECT_LT(all.size(), kEndless)
        << because("the server takes without end from a client that takes nothing itself");
    return all;
  }

  // Whether the server has closed the connection; waits for it. What comes before is dropped.
  bool is_closed() {
    std::string dropped;
    while (!gone_ && receive_some(dropped, 65536)) continue;
    return gone_;
  }

  // How many bytes are there now.
  std::size_t take_now(std::string& got, std::size_t most) {
    std::size_t taken = 0;
    while (most > taken) {
      char bytes[65536];
      const std::size_t size = std::min(sizeof bytes, most - taken);
      const ssize_t n = ::recvfrom(fd(), bytes, size, MSG_DONTWAIT, nullptr, nullptr);
      if (n == 0 || (n < 0 && !is_for_later(errno))) gone_ = true;
      if (n <= 0) break;
      got.append(bytes, static_cast<std::size_t>(n));
      taken += static_cast<std::size_t>(n);
    }
    return taken;
  }

  bool has_bytes() {
    char byte;
    return ::recvfrom(fd(), &byte, 1, MSG_DONTWAIT | MSG_PEEK, nullptr, nullptr) == 1;
  }

  std::size_t bytes_there() const {
    int bytes = 0;
    ::ioctl(fd(), FIONREAD, &bytes);
    return static_cast<std::size_t>(bytes);
  }

  void end_sending() { ::shutdown(fd(), SHUT_WR); }
  void close() { socket_ = Descriptor(); }
  int fd() const { return socket_.get(); }

 private:
  static bool is_for_later(int error) { return error == EAGAIN || error == EINTR; }

  std::size_t send_now(const char* bytes, std::size_t size) {
    const ssize_t n = ::sendto(fd(), bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT, nullptr, 0);
    if (n < 0 && !is_for_later(errno)) gone_ = true;
    return n < 0 ? 0 : static_cast<std::size_t>(n);
  }

  bool receive_some(std::string& got, std::size_t most) {
    for (;;) {
      if (take_now(got, most) > 0) return true;
      if (gone_ || !server_->wait(fd(), POLLIN)) return false;
    }
  }

  Server* server_;
  Descriptor socket_;
  bool gone_ = false;  // the server has closed the connection
};

// Sends lines, and expects them back.
inline void expect_echo(Client& client, const std::string& lines) {
  EXPECT_EQ(told(client.exchange(lines)), told(lines))
      << because("lines that a client sent did not come back as they were");
}

}  // namespace lockstep

#endif  // TESTS_IO_MODELS_CLIENT_H_
