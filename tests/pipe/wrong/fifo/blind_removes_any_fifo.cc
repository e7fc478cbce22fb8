// expect: wrong result in Fifo.OnlyItsOwnIsRemoved
// The destructor removes the name if there is a FIFO, be it this one or not: one that somebody else
// has put in its place is gone.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/fifo.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <system_error>
#include <utility>

namespace lockstep {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// All ends are in non-blocking mode for good, and who has to wait waits in poll(). The one wait
// that is not there is the one of a writer for its reader: only open() can do that.
class End {
 public:
  End() = default;
  explicit End(int fd) : fd_(fd) {}
  End(End&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  End& operator=(End&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~End() {
    if (fd_ >= 0) ::close(fd_);
  }

  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }

  // Sleeps until something can be done. What it was is up to the next call.
  void wait(short events) const {
    pollfd what = {fd_, events, 0};
    if (::poll(&what, 1, -1) < 0 && errno != EINTR) fail("poll");
  }

  // Of a writing end.
  bool somebody_reads() const {
    pollfd what = {fd_, POLLOUT, 0};
    while (::poll(&what, 1, 0) < 0) {
      if (errno != EINTR) fail("poll");
    }
    return (what.revents & POLLERR) == 0;
  }

  void stop_blocking() const {
    while (::fcntl(fd_, F_SETFL, O_NONBLOCK) != 0) {
      if (errno != EINTR) fail("fcntl");
    }
  }

  struct stat status() const {
    struct stat status = {};
    while (::fstat(fd_, &status) != 0) {
      if (errno != EINTR) fail("fstat");
    }
    return status;
  }

 private:
  int fd_ = -1;
};

bool same(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

class Name {
 public:
  explicit Name(std::string path) : path_(std::move(path)) {}

  void make() const {
    while (::mkfifo(path_.c_str(), 0600) != 0) {
      if (errno == EEXIST) return;
      if (errno != EINTR) fail("mkfifo");
    }
  }

  // False: there is nothing. Throws when there is something that is not a FIFO.
  bool look(struct stat* status) const {
    while (::stat(path_.c_str(), status) != 0) {
      if (errno == ENOENT) return false;
      if (errno != EINTR) fail("stat");
    }
    if (!S_ISFIFO(status->st_mode)) throw NotAFifo(path_);
    return true;
  }

  // No end: there is nothing of that name, or nobody reads (ENXIO), or a signal came.
  End open(int flags) const {
    struct stat status = {};
    if (!look(&status)) return End();
    End end(::open(path_.c_str(), flags | O_CLOEXEC));
    if (!end) {
      if (errno == ENOENT || errno == ENXIO || errno == EINTR) return End();
      fail("open");
    }
    if (!S_ISFIFO(end.status().st_mode)) throw NotAFifo(path_);
    return end;
  }

  bool leads_to(const End& end) const {
    struct stat named = {};
    return look(&named) && same(named, end.status());
  }

  // noexcept: for a destructor.
  void remove() const noexcept {
    struct stat named = {};
    while (::stat(path_.c_str(), &named) != 0) {
      if (errno != EINTR) return;
    }
    if (!S_ISFIFO(named.st_mode)) return;
    while (::unlink(path_.c_str()) != 0 && errno == EINTR) continue;
  }

 private:
  const std::string path_;
};

class NoSigpipe {
 public:
  NoSigpipe() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    ::sigprocmask(SIG_BLOCK, &sigpipe_, &mask_);
    pending_before_ = pending();
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe() { ::sigprocmask(SIG_SETMASK, &mask_, nullptr); }

  void take_it_away() const {
    const timespec at_once = {};
    while (::sigtimedwait(&sigpipe_, nullptr, &at_once) < 0 && errno == EINTR) continue;
    if (pending_before_ && !pending()) ::kill(::getpid(), SIGPIPE);
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

class PollingReader : public FifoReader {
 public:
  PollingReader(const std::string& path, End in, End out)
      : name_(path), maker_(::getpid()), in_(std::move(in)), out_(std::move(out)) {}
  PollingReader(const PollingReader&) = delete;
  PollingReader& operator=(const PollingReader&) = delete;
  ~PollingReader() override {
    if (::getpid() == maker_) name_.remove();
  }

  // Reads as much as the pipe can hold: so what is left there begins with a message.
  std::string receive() override {
    for (;;) {
      if (const auto whole = first_message()) {
        std::string message(held_, 4, whole - 4);
        held_.erase(0, whole);
        return message;
      }
      const ssize_t now = ::read(in_.fd(), room_.data(), room_.size());
      if (now >= 0) {
        held_.append(room_.data(), static_cast<std::size_t>(now));
      } else if (errno == EAGAIN) {
        in_.wait(POLLIN);
      } else if (errno != EINTR) {
        fail("read");
      }
    }
  }

 private:
  // The bytes of the first message that is held, with its length; 0 when it is not whole.
  std::size_t first_message() const {
    if (held_.size() < 4) return 0;
    std::size_t size = 4;
    for (int at = 0; at < 4; ++at) {
      size += std::size_t{static_cast<unsigned char>(held_[at])} << (8 * at);
    }
    return held_.size() < size ? 0 : size;
  }

  const Name name_;
  const pid_t maker_;
  const End in_;
  const End out_;  // as long as it is open there is no end of the stream
  std::string held_;
  std::array<char, 1 << 16> room_;
};

class PollingWriter : public FifoWriter {
 public:
  explicit PollingWriter(End out) : out_(std::move(out)) {}

  void send(std::string_view message) override {
    if (message.size() > kMostBytes) throw std::length_error("the message is too long");
    std::array<char, 4 + kMostBytes> bytes;
    for (int at = 0; at < 4; ++at) bytes[at] = static_cast<char>(message.size() >> (8 * at) & 0xff);
    if (!message.empty()) std::memcpy(bytes.data() + 4, message.data(), message.size());
    const NoSigpipe guard;
    // In one piece or not at all, also in non-blocking mode.
    while (::write(out_.fd(), bytes.data(), 4 + message.size()) < 0) {
      if (errno == EPIPE) {
        guard.take_it_away();
        throw NobodyReads();
      }
      if (errno == EAGAIN) {
        out_.wait(POLLOUT);
      } else if (errno != EINTR) {
        fail("write");
      }
    }
  }

 private:
  const End out_;
};

}  // namespace

std::unique_ptr<FifoReader> open_fifo_reader(const std::string& path) {
  const Name name(path);
  for (;;) {
    name.make();
    End in = name.open(O_RDONLY | O_NONBLOCK);
    if (!in) continue;
    End out = name.open(O_WRONLY | O_NONBLOCK);  // does not wait: we read
    if (!out || !same(in.status(), out.status()) || !name.leads_to(in)) continue;
    return std::make_unique<PollingReader>(path, std::move(in), std::move(out));
  }
}

std::unique_ptr<FifoWriter> open_fifo_writer(const std::string& path) {
  const Name name(path);
  for (;;) {
    name.make();
    End out = name.open(O_WRONLY);  // waits
    // A reader that came and left while this process slept is none.
    if (!out || !out.somebody_reads()) continue;
    out.stop_blocking();
    return std::make_unique<PollingWriter>(std::move(out));
  }
}

std::unique_ptr<FifoWriter> try_open_fifo_writer(const std::string& path) {
  const Name name(path);
  for (;;) {
    errno = 0;
    End out = name.open(O_WRONLY | O_NONBLOCK);
    if (out) return std::make_unique<PollingWriter>(std::move(out));
    if (errno != EINTR) return nullptr;
  }
}

}  // namespace lockstep
