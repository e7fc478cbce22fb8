// expect: leak in Connection.ARefusedPipeIsAnError
// When the second pipe is refused the first one stays open: nobody owns it yet.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/connection.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void refuse(int error) { throw std::system_error(error, std::generic_category()); }

class QuietWrites {
 public:
  QuietWrites() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    if (!was_pending_) ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }

  ~QuietWrites() {
    if (was_pending_) return;
    const timespec at_once = {};
    while (::sigtimedwait(&sigpipe_, nullptr, &at_once) < 0 && errno == EINTR) continue;
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  QuietWrites(const QuietWrites&) = delete;
  QuietWrites& operator=(const QuietWrites&) = delete;

 private:
  sigset_t sigpipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }

  int get() const {
    if (number_ < 0) refuse(EBADF);
    return number_;
  }
  bool is_open() const { return number_ >= 0; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

std::string head_of(std::size_t size) {
  std::string head;
  for (; size >= 0x80; size >>= 7) head += static_cast<char>((size & 0x7f) | 0x80);
  return head + static_cast<char>(size);
}

class PipeConnection : public Connection {
 public:
  PipeConnection(Descriptor in, Descriptor out) : in_(std::move(in)), out_(std::move(out)) {}

  void send(const std::string& message) override {
    const int out = out_.get();
    const std::string bytes = head_of(message.size()) + message;
    const QuietWrites quiet;
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t written = ::write(out, bytes.data() + at, bytes.size() - at);
      if (written > 0) at += static_cast<std::size_t>(written);
      if (written < 0 && errno == EPIPE) throw NoReceiver();
      if (written < 0 && errno != EINTR) refuse(errno);
    }
  }

  std::string recv() override {
    const int in = in_.get();
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
      unsigned char byte = 0;
      if (!read_whole(in, &byte, 1)) {
        if (shift == 0) throw EndOfStream();
        throw MessageCut();
      }
      size |= static_cast<std::size_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    std::string message(size, '\0');
    if (!read_whole(in, message.data(), size)) throw MessageCut();
    return message;
  }

  bool poll(std::chrono::milliseconds timeout) override {
    pollfd entry = {in_.get(), POLLIN, 0};
    const auto end = Clock::now() + timeout;
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
      const int ready = ::poll(&entry, 1, left > 0 ? static_cast<int>(left) : 0);
      if (ready >= 0) return ready > 0;
      if (errno != EINTR) refuse(errno);
    }
  }

  void close() override {
    in_.close();
    out_.close();
  }

  int fileno() const override { return in_.is_open() ? in_.get() : out_.get(); }

 private:
  static bool read_whole(int fd, void* to, std::size_t size) {
    for (std::size_t at = 0; at < size;) {
      const ssize_t got = ::read(fd, static_cast<char*>(to) + at, size - at);
      if (got == 0) return false;
      if (got > 0) at += static_cast<std::size_t>(got);
      if (got < 0 && errno != EINTR) refuse(errno);
    }
    return true;
  }

  Descriptor in_;
  Descriptor out_;
};

struct Pipe {
  Descriptor out;
  Descriptor in;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) refuse(errno);
  return {Descriptor(ends[1]), Descriptor(ends[0])};
}

std::unique_ptr<Connection> make_end(Descriptor in, Descriptor out) {
  return std::make_unique<PipeConnection>(std::move(in), std::move(out));
}

}  // namespace

Ends make_one_way_pipe() {
  Pipe pipe = make_pipe();
  return {make_end(std::move(pipe.in), Descriptor()), make_end(Descriptor(), std::move(pipe.out))};
}

Ends make_two_way_pipe() {
  int there[2];
  int back[2];
  if (::pipe2(there, O_CLOEXEC) != 0 || ::pipe2(back, O_CLOEXEC) != 0) refuse(errno);
  return {make_end(Descriptor(back[0]), Descriptor(there[1])),
          make_end(Descriptor(there[0]), Descriptor(back[1]))};
}

}  // namespace lockstep
