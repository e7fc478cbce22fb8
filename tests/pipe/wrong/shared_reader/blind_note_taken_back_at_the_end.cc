// expect: wrong result in SharedReader.KilledAtAnyCall
// The note "in the middle" is made before it is known whether there is a byte or the end, and taken
// back at the end. A consumer that is killed between, when no message was there, leaves it: the
// others throw StreamBroken instead of returning std::nullopt.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/shared_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <new>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

// Messages that somebody has begun to take, and those of which somebody has the last byte. Only who
// has the lock touches them. When they differ and the lock is free, the stream is broken: the one
// who began is dead, or has found the end. So nobody has to find out what happened.
struct Tally {
  std::atomic<unsigned> begun{0};
  std::atomic<unsigned> finished{0};
};

// A lock on a file that has no name. It belongs to the process, and goes with it.
class Locked {
 public:
  explicit Locked(int file) : file_(file) {
    if (const int error = set(F_WRLCK)) fail(error, "fcntl");
  }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;
  ~Locked() { set(F_UNLCK); }

 private:
  int set(short type) const {
    struct flock what = {};
    what.l_type = type;
    what.l_whence = SEEK_SET;
    while (::fcntl(file_, F_SETLKW, &what) != 0) {
      if (errno != EINTR) return errno;
    }
    return 0;
  }

  const int file_;
};

class TallyReader : public SharedReader {
 public:
  explicit TallyReader(int reader) : reader_(reader) {
    file_ = ::memfd_create("shared_reader", MFD_CLOEXEC);
    if (file_ < 0) fail(errno, "memfd_create");
    void* place = MAP_FAILED;
    int error = 0;
    while ((error = ::ftruncate(file_, sizeof(Tally)) == 0 ? 0 : errno) == EINTR) continue;
    if (error == 0) {
      place = ::mmap(nullptr, sizeof(Tally), PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
      if (place == MAP_FAILED) error = errno;
    }
    if (error != 0) {
      ::close(file_);
      fail(error, "shared_reader");
    }
    tally_ = new (place) Tally;
  }
  TallyReader(const TallyReader&) = delete;
  TallyReader& operator=(const TallyReader&) = delete;
  ~TallyReader() override {
    ::munmap(tally_, sizeof(Tally));
    ::close(file_);
  }

  std::optional<std::string> receive() override {
    const Locked locked(file_);
    if (tally_->begun != tally_->finished) throw StreamBroken();
    wait();
    ++tally_->begun;
    unsigned char head[4];
    const std::size_t got = take(head, sizeof head);
    if (got == 0) {
      --tally_->begun;
      return std::nullopt;
    }
    if (got < sizeof head) throw StreamBroken();
    std::size_t size = 0;
    for (int at = 3; at >= 0; --at) size = size << 8 | head[at];
    std::string message(size, '\0');
    if (take(message.data(), size) < size) throw StreamBroken();
    ++tally_->finished;
    return message;
  }

 private:
  // Waits for the first byte or the end, and takes nothing.
  void wait() const {
    pollfd what = {reader_, POLLIN, 0};
    while (::poll(&what, 1, -1) < 0) {
      if (errno != EINTR) fail(errno, "poll");
    }
    if ((what.revents & POLLNVAL) != 0) fail(EBADF, "poll");
  }

  // Fewer than `size`: the stream has ended.
  std::size_t take(void* to, std::size_t size) const {
    std::size_t got = 0;
    while (got < size) {
      const ssize_t now = ::read(reader_, static_cast<char*>(to) + got, size - got);
      if (now > 0) {
        got += static_cast<std::size_t>(now);
      } else if (now == 0) {
        break;
      } else if (errno != EINTR) {
        throw StreamBroken();
      }
    }
    return got;
  }

  const int reader_;
  int file_ = -1;
  Tally* tally_ = nullptr;
};

}  // namespace

std::unique_ptr<SharedReader> make_shared_reader(int reader) {
  return std::make_unique<TallyReader>(reader);
}

}  // namespace lockstep
