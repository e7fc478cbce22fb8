// expect: wrong result in Fifo.AWriterMeetsTheNextReader
// open_fifo_writer() does not expect that the name goes between its look and its open(). When a
// reader leaves just then, it throws std::system_error (ENOENT) instead of waiting for the next
// reader.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/fifo.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

namespace lockstep {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// Makes a FIFO, or is content with what there is.
void make(const std::string& path) {
  while (::mkfifo(path.c_str(), 0600) != 0) {
    if (errno == EEXIST) return;
    if (errno != EINTR) fail("mkfifo");
  }
}

// Whether there is something at the name. It is a FIFO, or this throws.
bool look(const std::string& path, struct stat* status) {
  while (::stat(path.c_str(), status) != 0) {
    if (errno == ENOENT) return false;
    if (errno != EINTR) fail("stat");
  }
  if (!S_ISFIFO(status->st_mode)) throw NotAFifo(path);
  return true;
}

void check_opened(const Descriptor& end, const std::string& path) {
  struct stat status = {};
  while (::fstat(end.get(), &status) != 0) {
    if (errno != EINTR) fail("fstat");
  }
  if (!S_ISFIFO(status.st_mode)) throw NotAFifo(path);
}

// While it lives SIGPIPE waits.
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

  // After a write that has failed with EPIPE. One that had been pending stays so.
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

// Has the FIFO open for both, and so never sees an end. It reads as much as there is in one call:
// what it leaves in the pipe begins with a message, also when it is killed.
class Gulping : public FifoReader {
 public:
  Gulping(Descriptor end, std::string path)
      : path_(std::move(path)), owner_(::getpid()), end_(std::move(end)) {}
  Gulping(const Gulping&) = delete;
  Gulping& operator=(const Gulping&) = delete;

  // The name goes first, and then the descriptor, a member.
  ~Gulping() override {
    if (::getpid() != owner_) return;
    struct stat named = {};
    struct stat mine = {};
    while (::stat(path_.c_str(), &named) != 0) {
      if (errno != EINTR) return;
    }
    while (::fstat(end_.get(), &mine) != 0) {
      if (errno != EINTR) return;
    }
    if (named.st_dev != mine.st_dev || named.st_ino != mine.st_ino) return;
    while (::unlink(path_.c_str()) != 0 && errno == EINTR) continue;
  }

  std::string receive() override {
    for (;;) {
      if (held_.size() >= 4) {
        std::size_t size = 0;
        for (int at = 3; at >= 0; --at) size = size << 8 | static_cast<unsigned char>(held_[at]);
        if (held_.size() - 4 >= size) {
          std::string message = held_.substr(4, size);
          held_.erase(0, 4 + size);
          return message;
        }
      }
      gulp();
    }
  }

 private:
  void gulp() {
    char bytes[1 << 16];
    ssize_t now = 0;
    while ((now = ::read(end_.get(), bytes, sizeof bytes)) < 0) {
      if (errno != EINTR) fail("read");
    }
    held_.append(bytes, static_cast<std::size_t>(now));
  }

  const std::string path_;
  const pid_t owner_;
  Descriptor end_;
  std::string held_;
};

class Writing : public FifoWriter {
 public:
  explicit Writing(Descriptor end) : end_(std::move(end)) {}

  void send(std::string_view message) override {
    if (message.size() > kMostBytes) throw std::length_error("the message is too long");
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>((message.size() >> shift) & 0xff);
    }
    bytes += message;
    const NoSigpipe guard;
    while (::write(end_.get(), bytes.data(), bytes.size()) < 0) {
      if (errno == EPIPE) {
        guard.take_it_away();
        throw NobodyReads();
      }
      if (errno != EINTR) fail("write");
    }
  }

 private:
  Descriptor end_;
};

}  // namespace

std::unique_ptr<FifoReader> open_fifo_reader(const std::string& path) {
  for (;;) {
    make(path);
    struct stat status = {};
    if (!look(path, &status)) continue;
    Descriptor end(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (end.get() < 0) {
      if (errno == ENOENT || errno == EINTR) continue;
      fail("open");
    }
    check_opened(end, path);
    return std::make_unique<Gulping>(std::move(end), path);
  }
}

std::unique_ptr<FifoWriter> open_fifo_writer(const std::string& path) {
  for (;;) {
    make(path);
    struct stat status = {};
    if (!look(path, &status)) continue;
    Descriptor end(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (end.get() < 0) {
      if (errno == EINTR) continue;
      fail("open");
    }
    check_opened(end, path);
    return std::make_unique<Writing>(std::move(end));
  }
}

std::unique_ptr<FifoWriter> try_open_fifo_writer(const std::string& path) {
  struct stat status = {};
  if (!look(path, &status)) return nullptr;
  for (;;) {
    Descriptor end(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    if (end.get() < 0) {
      if (errno == EINTR) continue;
      if (errno == ENOENT || errno == ENXIO) return nullptr;
      fail("open");
    }
    check_opened(end, path);
    while (::fcntl(end.get(), F_SETFL, O_WRONLY) != 0) {
      if (errno != EINTR) fail("fcntl");
    }
    return std::make_unique<Writing>(std::move(end));
  }
}

}  // namespace lockstep
