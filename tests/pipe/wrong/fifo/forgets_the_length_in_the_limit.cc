// expect: wrong result in Fifo.WhatIsTooLongIsRefused
// A message may have PIPE_BUF bytes: with its length that is more than the kernel writes in one
// piece.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/fifo.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace lockstep {
namespace {

constexpr std::size_t kLengthSize = 4;
constexpr mode_t kMode = 0600;

int check(const char* call, int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  const int number_;
};

bool is_there(const std::string& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return false;
    check("lstat", -1);
  }
  if (!S_ISFIFO(status.st_mode)) throw NotAFifo(path);
  return true;
}

int open_or_make(const std::string& path, int flags) {
  for (;;) {
    if (::mkfifo(path.c_str(), kMode) != 0) {
      if (errno != EEXIST) check("mkfifo", -1);
      if (!is_there(path)) continue;
    }
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
    if (fd >= 0) return fd;
    if (errno != EINTR && errno != ENOENT) check("open", -1);
  }
}

class NoSigpipe {
 public:
  NoSigpipe() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    was_pending_ = is_pending();
    ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &mask_);
  }

  ~NoSigpipe() {
    constexpr timespec kNow = {};
    if (!was_pending_ && is_pending()) {
      while (::sigtimedwait(&sigpipe_, nullptr, &kNow) < 0 && errno == EINTR) continue;
    }
    ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }

  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  static bool is_pending() {
    sigset_t pending;
    ::sigpending(&pending);
    return ::sigismember(&pending, SIGPIPE) == 1;
  }

  sigset_t sigpipe_;
  sigset_t mask_;
  bool was_pending_;
};

class Reader final : public FifoReader {
 public:
  explicit Reader(const std::string& path) : path_(path), fifo_(open_or_make(path, O_RDWR)) {}

  ~Reader() override {
    if (::getpid() == owner_ && name_is_ours()) ::unlink(path_.c_str());
  }

  std::string receive() override {
    const std::string length = take(kLengthSize);
    std::uint32_t size = 0;
    for (std::size_t i = kLengthSize; i-- > 0;) {
      size = size << 8 | static_cast<unsigned char>(length[i]);
    }
    return take(size);
  }

 private:
  bool name_is_ours() const {
    struct stat named = {}, open = {};
    return ::lstat(path_.c_str(), &named) == 0 && ::fstat(fifo_.number(), &open) == 0 &&
           named.st_dev == open.st_dev && named.st_ino == open.st_ino;
  }

  std::string take(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t have = 0; have < size;) {
      const ssize_t now = ::read(fifo_.number(), bytes.data() + have, size - have);
      if (now > 0) have += static_cast<std::size_t>(now);
      if (now < 0 && errno != EINTR) check("read", -1);
    }
    return bytes;
  }

  const std::string path_;
  const Descriptor fifo_;
  const pid_t owner_ = ::getpid();
};

class Writer final : public FifoWriter {
 public:
  explicit Writer(int fifo) : fifo_(fifo) {}

  void send(std::string_view message) override {
    if (message.size() > PIPE_BUF) throw std::length_error("the message is too long");
    std::string bytes;
    for (std::size_t i = 0; i < kLengthSize; ++i) {
      bytes += static_cast<char>(message.size() >> (8 * i) & 0xff);
    }
    bytes += message;
    const NoSigpipe guard;
    ssize_t written = 0;
    while ((written = ::write(fifo_.number(), bytes.data(), bytes.size())) < 0 && errno == EINTR) {
    }
    if (written < 0 && errno == EPIPE) throw NobodyReads();
    check("write", static_cast<int>(written));
  }

 private:
  const Descriptor fifo_;
};

}  // namespace

std::unique_ptr<FifoReader> open_fifo_reader(const std::string& path) {
  return std::make_unique<Reader>(path);
}

std::unique_ptr<FifoWriter> open_fifo_writer(const std::string& path) {
  return std::make_unique<Writer>(open_or_make(path, O_WRONLY));
}

std::unique_ptr<FifoWriter> try_open_fifo_writer(const std::string& path) {
  if (!is_there(path)) return nullptr;
  const int fd = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && (errno == ENXIO || errno == ENOENT)) return nullptr;
  auto writer = std::make_unique<Writer>(check("open", fd));
  check("fcntl", ::fcntl(fd, F_SETFL, O_WRONLY));
  return writer;
}

}  // namespace lockstep
