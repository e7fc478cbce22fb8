// SPDX-License-Identifier: MIT
// The reader waits in poll() and never reads in blocking mode; it keeps the pipe open by a second
// description for both directions. What the name stands for is asked of the descriptor, by O_PATH.
#include "lessons/pipe/fifo.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

int must(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

struct Handle {
  explicit Handle(int number) : fd(number) {}
  ~Handle() { ::close(fd); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  const int fd;
};

// What a name stood for when it was looked up; it stays that, whatever becomes of the name.
class Place {
 public:
  // Nothing when there is nothing.
  static std::unique_ptr<Place> find(const std::string& path) {
    const int fd = ::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return nullptr;
    auto place = std::unique_ptr<Place>(new Place(must(fd, "open")));
    must(::fstat(fd, &place->status_), "fstat");
    if (!S_ISFIFO(place->status_.st_mode)) throw NotAFifo(path);
    return place;
  }

  int open(int flags) const {
    const std::string link = "/proc/self/fd/" + std::to_string(handle_.fd);
    int fd = -1;
    while ((fd = ::open(link.c_str(), flags | O_CLOEXEC)) < 0 && errno == EINTR) {
    }
    return fd;
  }

  bool is_at(const std::string& path) const {
    struct stat now = {};
    return ::lstat(path.c_str(), &now) == 0 && now.st_ino == status_.st_ino &&
           now.st_dev == status_.st_dev;
  }

 private:
  explicit Place(int fd) : handle_(fd) {}

  Handle handle_;
  struct stat status_ = {};
};

std::unique_ptr<Place> find_or_make(const std::string& path) {
  for (;;) {
    if (auto place = Place::find(path)) return place;
    if (::mkfifo(path.c_str(), 0600) < 0 && errno != EEXIST) must(-1, "mkfifo");
  }
}

class Reader final : public FifoReader {
 public:
  explicit Reader(const std::string& path)
      : path_(path),
        place_(find_or_make(path)),
        both_(must(place_->open(O_RDWR), "open")),
        fifo_(must(place_->open(O_RDONLY | O_NONBLOCK), "open")) {}

  ~Reader() override {
    if (::getpid() == process_ && place_->is_at(path_)) ::unlink(path_.c_str());
  }

  std::string receive() override {
    const std::string length = bytes(4);
    std::size_t size = 0;
    for (int i = 0; i < 4; ++i) {
      size += static_cast<std::size_t>(static_cast<unsigned char>(length[i])) << (8 * i);
    }
    return bytes(size);
  }

 private:
  std::string bytes(std::size_t size) const {
    std::string all;
    while (all.size() < size) {
      char part[1024];
      const std::size_t want = std::min(size - all.size(), sizeof part);
      const ssize_t got = ::read(fifo_.fd, part, want);
      if (got > 0) all.append(part, static_cast<std::size_t>(got));
      if (got < 0 && errno == EAGAIN) {
        pollfd entry{fifo_.fd, POLLIN, 0};
        ::poll(&entry, 1, -1);
      } else if (got < 0 && errno != EINTR) {
        must(-1, "read");
      }
    }
    return all;
  }

  const std::string path_;
  const std::unique_ptr<Place> place_;
  const Handle both_;
  const Handle fifo_;
  const pid_t process_ = ::getpid();
};

class Writer final : public FifoWriter {
 public:
  explicit Writer(int fifo) : fifo_(fifo) {}

  void send(std::string_view message) override {
    if (message.size() > kMostBytes) throw std::length_error("a message is too long");
    const auto byte = [&](int i) { return static_cast<char>(message.size() >> (8 * i)); };
    std::string bytes{byte(0), byte(1), byte(2), byte(3)};
    bytes.append(message);
    sigset_t pipe, before;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::sigprocmask(SIG_BLOCK, &pipe, &before);
    int error = 0;
    while (::write(fifo_.fd, bytes.data(), bytes.size()) < 0 && (error = errno) == EINTR) error = 0;
    if (error == EPIPE) {
      const timespec now = {};
      ::sigtimedwait(&pipe, nullptr, &now);
    }
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    if (error == EPIPE) throw NobodyReads();
    if (error != 0) throw std::system_error(error, std::generic_category(), "write");
  }

 private:
  const Handle fifo_;
};

}  // namespace

std::unique_ptr<FifoReader> open_fifo_reader(const std::string& path) {
  return std::make_unique<Reader>(path);
}

std::unique_ptr<FifoWriter> open_fifo_writer(const std::string& path) {
  for (;;) {
    const auto place = find_or_make(path);
    // Looks before it waits: a FIFO that has lost its name meanwhile will have no reader.
    const int fd = place->open(O_WRONLY | O_NONBLOCK);
    if (fd >= 0) {
      must(::fcntl(fd, F_SETFL, 0), "fcntl");
      return std::make_unique<Writer>(fd);
    }
    if (errno != ENXIO) must(-1, "open");
    if (!place->is_at(path)) continue;
    return std::make_unique<Writer>(must(place->open(O_WRONLY), "open"));
  }
}

std::unique_ptr<FifoWriter> try_open_fifo_writer(const std::string& path) {
  const auto place = Place::find(path);
  if (place == nullptr) return nullptr;
  const int fd = place->open(O_WRONLY | O_NONBLOCK);
  if (fd < 0 && errno == ENXIO) return nullptr;
  must(fd, "open");
  must(::fcntl(fd, F_SETFL, 0), "fcntl");
  return std::make_unique<Writer>(fd);
}

}  // namespace lockstep
