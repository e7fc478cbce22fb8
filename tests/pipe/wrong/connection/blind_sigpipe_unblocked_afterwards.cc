// expect: crash in Connection.APendingSignalStays
// Afterwards SIGPIPE is unblocked, instead of the mask being as before. A caller who had blocked
// it has another mask; and one that was pending before comes, and ends the process.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/connection.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <ctime>
#include <system_error>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

// While it lives SIGPIPE is blocked in this thread.
class NoSigpipe {
 public:
  NoSigpipe() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &mask_);
    pending_before_ = pending();
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe() { ::pthread_sigmask(SIG_UNBLOCK, &sigpipe_, nullptr); }

  // A write to `fd`, a pipe, has just failed with EPIPE, and has sent SIGPIPE to this thread. One
  // signal of the thread is taken, before those of the process. When it was the same as one that
  // had been pending, there is none now, and one more write that must fail brings it back.
  void take_it_away(int fd) const {
    const timespec at_once = {};
    while (::sigtimedwait(&sigpipe_, nullptr, &at_once) < 0 && errno == EINTR) continue;
    if (!pending_before_ || pending()) return;
    while (::write(fd, "", 1) < 0 && (errno == EINTR || errno == EAGAIN)) continue;
  }

 private:
  static bool pending() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigpending(&set);
    return ::sigismember(&set, SIGPIPE) == 1;
  }

  sigset_t sigpipe_;
  sigset_t mask_;
  bool pending_before_;
};

// The size in groups of seven bits, the least significant one first; all but the last one have the
// eighth bit set.
std::string packed(std::size_t size) {
  std::string bytes;
  for (; size >= 0x80; size >>= 7) bytes += static_cast<char>(0x80 | (size & 0x7f));
  bytes += static_cast<char>(size);
  return bytes;
}

// Up to two pipes, one for each direction. The descriptors do not block; ::poll() does.
class Crossed : public Connection {
 public:
  Crossed() = default;
  Crossed(const Crossed&) = delete;
  Crossed& operator=(const Crossed&) = delete;
  ~Crossed() override { close(); }

  // A pipe from `from` to `to`.
  static void lay(Crossed& from, Crossed& to) {
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) fail(errno, "pipe2");
    to.in_ = fds[0];
    from.out_ = fds[1];
  }

  void send(const std::string& message) override {
    const int fd = checked(out_);
    const std::string bytes = packed(message.size()) + message;
    const NoSigpipe guard;
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t now = ::write(fd, bytes.data() + done, bytes.size() - done);
      if (now >= 0) {
        done += static_cast<std::size_t>(now);
      } else if (errno == EPIPE) {
        guard.take_it_away(fd);
        throw NoReceiver();
      } else if (errno == EAGAIN) {
        sleep(fd, POLLOUT);
      } else if (errno != EINTR) {
        fail(errno, "write");
      }
    }
  }

  std::string recv() override {
    const int fd = checked(in_);
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
      unsigned char group = 0;
      if (take(fd, &group, 1) == 0) {
        if (shift == 0) throw EndOfStream();
        throw MessageCut();
      }
      size |= static_cast<std::size_t>(group & 0x7f) << shift;
      if (group < 0x80) break;
    }
    std::string message(size, '\0');
    if (take(fd, message.data(), size) < size) throw MessageCut();
    return message;
  }

  bool poll(std::chrono::milliseconds timeout) override {
    const auto now = Clock::now();
    const int fd = checked(in_);
    const auto until = now + std::max(timeout, std::chrono::milliseconds::zero());
    for (;;) {
      const auto rest = std::max<std::chrono::nanoseconds>(until - Clock::now(),
                                                           std::chrono::nanoseconds::zero());
      const auto seconds = std::chrono::floor<std::chrono::seconds>(rest);
      const timespec time = {static_cast<time_t>(seconds.count()),
                             static_cast<long>((rest - seconds).count())};
      pollfd what = {fd, POLLIN, 0};
      const int found = ::ppoll(&what, 1, &time, nullptr);
      if (found > 0) {
        if ((what.revents & POLLNVAL) != 0) fail(EBADF, "ppoll");
        return true;
      }
      if (found < 0 && errno != EINTR) fail(errno, "ppoll");
      if (found == 0 && Clock::now() >= until) return false;
    }
  }

  void close() override {
    if (in_ >= 0) ::close(std::exchange(in_, -1));
    if (out_ >= 0) ::close(std::exchange(out_, -1));
  }

  int fileno() const override { return checked(in_ >= 0 ? in_ : out_); }

 private:
  static int checked(int fd) {
    if (fd < 0) fail(EBADF, "connection");
    return fd;
  }

  static void sleep(int fd, short events) {
    pollfd what = {fd, events, 0};
    if (::poll(&what, 1, -1) < 0 && errno != EINTR) fail(errno, "poll");
  }

  // Takes `size` bytes. Fewer: the stream has ended.
  static std::size_t take(int fd, void* to, std::size_t size) {
    std::size_t got = 0;
    while (got < size) {
      const ssize_t now = ::read(fd, static_cast<char*>(to) + got, size - got);
      if (now == 0) break;
      if (now > 0) {
        got += static_cast<std::size_t>(now);
      } else if (errno == EAGAIN) {
        sleep(fd, POLLIN);
      } else if (errno != EINTR) {
        fail(errno, "read");
      }
    }
    return got;
  }

  int in_ = -1;
  int out_ = -1;
};

}  // namespace

Ends make_one_way_pipe() {
  auto receiver = std::make_unique<Crossed>();
  auto sender = std::make_unique<Crossed>();
  Crossed::lay(*sender, *receiver);
  return {std::move(receiver), std::move(sender)};
}

Ends make_two_way_pipe() {
  auto one = std::make_unique<Crossed>();
  auto other = std::make_unique<Crossed>();
  Crossed::lay(*one, *other);
  Crossed::lay(*other, *one);
  return {std::move(one), std::move(other)};
}

}  // namespace lockstep
