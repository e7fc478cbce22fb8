// SPDX-License-Identifier: MIT
// As POSIX has it, without O_RDWR: the reader opens its end without waiting, then a writing end, so
// that there is always a writer. It reads as much as there is. SIGPIPE is ignored while send()
// writes, length and bytes by one writev().
#include "lessons/pipe/fifo.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace lockstep {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

class File {
 public:
  explicit File(int fd = -1) : fd_(fd) {}
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int operator*() const { return fd_; }

 private:
  int fd_;
};

// Nothing when it was not there.
File open_fifo(const std::string& path, int flags) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW);
  } while (fd < 0 && errno == EINTR);
  return File(fd);
}

// Makes sure that there is a FIFO of that name now.
void make(const std::string& path) {
  while (::mknod(path.c_str(), S_IFIFO | S_IRUSR | S_IWUSR, 0) != 0) {
    if (errno != EEXIST) fail("mknod");
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0) {
      if (!S_ISFIFO(status.st_mode)) throw NotAFifo(path);
      return;
    }
    if (errno != ENOENT) fail("stat");
  }
}

File open_at_last(const std::string& path, int flags) {
  for (;;) {
    make(path);
    File file = open_fifo(path, flags);
    if (*file >= 0) return file;
    if (errno != ENOENT) fail("open");
  }
}

void let_it_wait(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0) fail("fcntl");
}

class Reader final : public FifoReader {
 public:
  explicit Reader(std::string path)
      : path_(std::move(path)), file_(open_at_last(path_, O_RDONLY | O_NONBLOCK)) {
    const std::string again = "/proc/self/fd/" + std::to_string(*file_);
    while ((writer_ = ::open(again.c_str(), O_WRONLY | O_CLOEXEC)) < 0 && errno == EINTR) continue;
    if (writer_ < 0) fail("open");
    let_it_wait(*file_);
  }

  ~Reader() override {
    struct stat here = {}, there = {};
    if (::getpid() == process_ && ::fstat(*file_, &here) == 0 &&
        ::stat(path_.c_str(), &there) == 0 && here.st_ino == there.st_ino &&
        here.st_dev == there.st_dev) {
      ::unlink(path_.c_str());
    }
    ::close(writer_);
  }

  // Reads what there is, and keeps what comes after the message.
  std::string receive() override {
    while (buffer_.size() < 4 || buffer_.size() < 4 + size()) {
      std::array<char, 10'000> part;
      const ssize_t got = ::read(*file_, part.data(), part.size());
      if (got > 0) buffer_.append(part.data(), static_cast<std::size_t>(got));
      if (got < 0 && errno != EINTR) fail("read");
    }
    std::string message = buffer_.substr(4, size());
    buffer_.erase(0, 4 + message.size());
    return message;
  }

 private:
  std::size_t size() const {
    std::size_t size = 0;
    for (int i = 3; i >= 0; --i) size = size * 256 + static_cast<unsigned char>(buffer_[i]);
    return size;
  }

  const std::string path_;
  const File file_;
  int writer_ = -1;
  const pid_t process_ = ::getpid();
  std::string buffer_;
};

class Writer final : public FifoWriter {
 public:
  explicit Writer(File file) : file_(std::move(file)) {}

  void send(std::string_view message) override {
    if (message.size() > kMostBytes) throw std::length_error("send");
    unsigned char length[4] = {};
    for (std::size_t i = 0, rest = message.size(); i < 4; ++i, rest /= 256) {
      length[i] = static_cast<unsigned char>(rest % 256);
    }
    const iovec parts[] = {{length, 4}, {const_cast<char*>(message.data()), message.size()}};
    struct sigaction ignore = {}, before = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before);
    ssize_t sent = -1;
    do {
      sent = ::writev(*file_, parts, 2);
    } while (sent < 0 && errno == EINTR);
    const int error = errno;
    ::sigaction(SIGPIPE, &before, nullptr);
    if (sent >= 0) return;
    if (error == EPIPE) throw NobodyReads();
    throw std::system_error(error, std::generic_category(), "writev");
  }

 private:
  const File file_;
};

}  // namespace

std::unique_ptr<FifoReader> open_fifo_reader(const std::string& path) {
  return std::make_unique<Reader>(path);
}

std::unique_ptr<FifoWriter> open_fifo_writer(const std::string& path) {
  return std::make_unique<Writer>(open_at_last(path, O_WRONLY));
}

std::unique_ptr<FifoWriter> try_open_fifo_writer(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return nullptr;
    fail("stat");
  }
  if (!S_ISFIFO(status.st_mode)) throw NotAFifo(path);
  File file = open_fifo(path, O_WRONLY | O_NONBLOCK);
  if (*file < 0) {
    if (errno == ENXIO || errno == ENOENT) return nullptr;
    fail("open");
  }
  let_it_wait(*file);
  return std::make_unique<Writer>(std::move(file));
}

}  // namespace lockstep
