// expect: wrong result in SharedReader.AMessageGoesToOne
// A lock of flock() belongs to the open file description, which all consumers have inherited:
// whoever asks has it already.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/shared_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace lockstep {
namespace {

constexpr std::size_t kLengthSize = 4;

int check(const char* call, int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

int file_without_a_name() {
  char path[] = "/tmp/shared-reader-XXXXXX";
  const int file = check("mkostemp", ::mkostemp(path, O_CLOEXEC));
  ::unlink(path);
  return file;
}

class Turn {
 public:
  Turn() : file_(file_without_a_name()) {}
  ~Turn() { ::close(file_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  void lock() { set(LOCK_EX); }
  void unlock() { set(LOCK_UN); }

  bool in_the_middle() const {
    char note = 0;
    check("pread", static_cast<int>(::pread(file_, &note, 1, 0)));
    return note != 0;
  }

  void note(bool in_the_middle) {
    const char note = in_the_middle ? 1 : 0;
    check("pwrite", static_cast<int>(::pwrite(file_, &note, 1, 0)));
  }

 private:
  void set(int operation) {
    int result = 0;
    while ((result = ::flock(file_, operation)) < 0 && errno == EINTR) continue;
    check("flock", result);
  }

  const int file_;
};

class Locked {
 public:
  explicit Locked(Turn& turn) : turn_(turn) { turn_.lock(); }
  ~Locked() { turn_.unlock(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  Turn& turn_;
};

class Reader final : public SharedReader {
 public:
  explicit Reader(int pipe) : pipe_(pipe) {}

  std::optional<std::string> receive() override {
    const Locked locked(turn_);
    if (turn_.in_the_middle()) throw StreamBroken();
    if (!await_a_byte()) return std::nullopt;
    turn_.note(true);
    std::string message(length(take(kLengthSize)), '\0');
    fill(message);
    turn_.note(false);
    return message;
  }

 private:
  bool await_a_byte() {
    pollfd entry{pipe_, POLLIN, 0};
    int result = 0;
    while ((result = ::poll(&entry, 1, -1)) < 0 && errno == EINTR) continue;
    check("poll", result);
    return (entry.revents & POLLIN) != 0;
  }

  std::string take(std::size_t size) {
    std::string bytes(size, '\0');
    fill(bytes);
    return bytes;
  }

  void fill(std::string& bytes) {
    for (std::size_t have = 0; have < bytes.size();) {
      const ssize_t now = ::read(pipe_, bytes.data() + have, bytes.size() - have);
      if (now > 0) have += static_cast<std::size_t>(now);
      if (now == 0 || (now < 0 && errno != EINTR)) throw StreamBroken();
    }
  }

  static std::size_t length(const std::string& bytes) {
    std::uint32_t length = 0;
    for (std::size_t i = kLengthSize; i-- > 0;) {
      length = length << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return length;
  }

  const int pipe_;
  Turn turn_;
};

}  // namespace

std::unique_ptr<SharedReader> make_shared_reader(int reader) {
  return std::make_unique<Reader>(reader);
}

}  // namespace lockstep
