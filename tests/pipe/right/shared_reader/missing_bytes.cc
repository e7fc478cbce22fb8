// SPDX-License-Identifier: MIT
// lockf() on a file, whose length is the note: as long as a message is being taken it has one byte.
// The length and the body are read by one loop that knows how many bytes are still missing.
#include "lessons/pipe/shared_reader.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

class Reader final : public SharedReader {
 public:
  explicit Reader(int pipe) : pipe_(pipe), file_(::tmpfile()) {
    if (file_ == nullptr) fail("tmpfile");
    lock_ = ::fileno(file_);
  }
  ~Reader() override { ::fclose(file_); }

  std::optional<std::string> receive() override {
    while (::lockf(lock_, F_LOCK, 0) != 0) {
      if (errno != EINTR) fail("lockf");
    }
    struct Unlock {
      int fd;
      ~Unlock() { [[maybe_unused]] const int result = ::lockf(fd, F_ULOCK, 0); }
    } unlock{lock_};
    struct stat status = {};
    if (::fstat(lock_, &status) != 0) fail("fstat");
    if (status.st_size != 0) throw StreamBroken();

    std::string bytes;
    std::size_t missing = 4;
    bool has_length = false;
    while (missing > 0) {
      if (bytes.empty() && !has_length) {
        await_bytes();
        if (!any_bytes()) return std::nullopt;
        if (::ftruncate(lock_, 1) != 0) fail("ftruncate");
      }
      char part[512];
      const ssize_t got = ::read(pipe_, part, missing < sizeof part ? missing : sizeof part);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) throw StreamBroken();
      bytes.append(part, static_cast<std::size_t>(got));
      missing -= static_cast<std::size_t>(got);
      if (missing == 0 && !has_length) {
        has_length = true;
        for (int i = 3; i >= 0; --i) missing = missing << 8 | static_cast<unsigned char>(bytes[i]);
        bytes.clear();
      }
    }
    if (::ftruncate(lock_, 0) != 0) fail("ftruncate");
    return bytes;
  }

 private:
  // Until there are bytes, or the end.
  void await_bytes() const {
    fd_set set;
    do {
      FD_ZERO(&set);
      FD_SET(pipe_, &set);
    } while (::select(pipe_ + 1, &set, nullptr, nullptr, nullptr) < 0 && errno == EINTR);
  }

  bool any_bytes() const {
    int bytes = 0;
    if (::ioctl(pipe_, FIONREAD, &bytes) != 0) fail("ioctl");
    return bytes > 0;
  }

  const int pipe_;
  FILE* const file_;
  int lock_;
};

}  // namespace

std::unique_ptr<SharedReader> make_shared_reader(int reader) {
  return std::make_unique<Reader>(reader);
}

}  // namespace lockstep
