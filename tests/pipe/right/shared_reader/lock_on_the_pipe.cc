// SPDX-License-Identifier: MIT
// No file: each receive() opens the pipe itself once more, and locks that by flock(). The note is a
// byte in a second pipe.
#include "lessons/pipe/shared_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

template <class Result>
Result check(const char* call, Result result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

template <class Call>
auto again(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// An open file description that no other process has.
class OwnDescription {
 public:
  explicit OwnDescription(int fd) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    own_ = check("open", again([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    if (again([&] { return ::flock(own_, LOCK_EX); }) < 0) {
      const int error = errno;
      ::close(own_);
      throw std::system_error(error, std::generic_category(), "flock");
    }
  }
  ~OwnDescription() { ::close(own_); }
  OwnDescription(const OwnDescription&) = delete;
  OwnDescription& operator=(const OwnDescription&) = delete;

 private:
  int own_;
};

class Reader final : public SharedReader {
 public:
  explicit Reader(int pipe) : pipe_(pipe) { check("pipe", ::pipe2(note_, O_CLOEXEC)); }
  ~Reader() override {
    ::close(note_[0]);
    ::close(note_[1]);
  }

  std::optional<std::string> receive() override {
    const OwnDescription locked(pipe_);
    if (is_readable(note_[0], 0)) throw StreamBroken();
    if (!is_readable(pipe_, -1)) return std::nullopt;
    const char byte = 0;
    check("write", again([&] { return ::write(note_[1], &byte, 1); }));
    unsigned char length[4];
    fill(length, sizeof length);
    const std::size_t size =
        length[0] | length[1] << 8 | length[2] << 16 | static_cast<std::size_t>(length[3]) << 24;
    std::string message(size, '\0');
    fill(message.data(), size);
    char taken = 0;
    check("read", again([&] { return ::read(note_[0], &taken, 1); }));
    return message;
  }

 private:
  static bool is_readable(int fd, int timeout) {
    pollfd entry{fd, POLLIN, 0};
    check("poll", again([&] { return ::poll(&entry, 1, timeout); }));
    return (entry.revents & POLLIN) != 0;
  }

  void fill(void* to, std::size_t size) {
    auto* at = static_cast<char*>(to);
    while (size > 0) {
      const ssize_t now = again([&] { return ::read(pipe_, at, size); });
      if (now <= 0) throw StreamBroken();
      at += now;
      size -= static_cast<std::size_t>(now);
    }
  }

  const int pipe_;
  int note_[2];
};

}  // namespace

std::unique_ptr<SharedReader> make_shared_reader(int reader) {
  return std::make_unique<Reader>(reader);
}

}  // namespace lockstep
