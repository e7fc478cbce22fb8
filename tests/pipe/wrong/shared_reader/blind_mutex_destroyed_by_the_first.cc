// expect: misuse in SharedReader.NothingIsLeft
// The destructor destroys the mutex, which is one for all. As soon as a copy has been destroyed in
// one process the receive() of each other one throws std::system_error (EINVAL).
// SPDX-License-Identifier: MIT
#include "lessons/pipe/shared_reader.h"

#include <poll.h>
#include <pthread.h>
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

// In memory that all consumers share. A robust mutex tells the next one that its owner has died;
// when that one does not make it consistent, nobody gets it any more, and that is what the others
// need to know: the stream is broken.
struct Shared {
  pthread_mutex_t mutex;
  std::atomic<bool> inside{false};  // a message has been begun and not been finished
};

class RobustReader : public SharedReader {
 public:
  explicit RobustReader(int reader) : reader_(reader) {
    void* place =
        ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) fail(errno, "mmap");
    shared_ = new (place) Shared;
    pthread_mutexattr_t kind;
    int error = ::pthread_mutexattr_init(&kind);
    if (error == 0) {
      error = ::pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
      if (error == 0) error = ::pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
      if (error == 0) error = ::pthread_mutex_init(&shared_->mutex, &kind);
      ::pthread_mutexattr_destroy(&kind);
    }
    if (error != 0) {
      ::munmap(place, sizeof(Shared));
      fail(error, "pthread_mutex_init");
    }
  }
  RobustReader(const RobustReader&) = delete;
  RobustReader& operator=(const RobustReader&) = delete;
  ~RobustReader() override {
    ::pthread_mutex_destroy(&shared_->mutex);
    ::munmap(shared_, sizeof(Shared));
  }

  std::optional<std::string> receive() override {
    const Turn turn(*shared_);
    if (!first_byte()) return std::nullopt;
    shared_->inside = true;
    unsigned char head[4];
    take(head, sizeof head);
    const std::size_t size = head[0] | std::size_t{head[1]} << 8 | std::size_t{head[2]} << 16 |
                             std::size_t{head[3]} << 24;
    std::string message(size, '\0');
    take(message.data(), size);
    shared_->inside = false;
    return message;
  }

 private:
  class Turn {
   public:
    explicit Turn(Shared& shared) : mutex_(shared.mutex) {
      const int result = ::pthread_mutex_lock(&mutex_);
      if (result == ENOTRECOVERABLE) throw StreamBroken();
      if (result != 0 && result != EOWNERDEAD) fail(result, "pthread_mutex_lock");
      if (shared.inside) {
        ::pthread_mutex_unlock(&mutex_);
        throw StreamBroken();
      }
      if (result == EOWNERDEAD) ::pthread_mutex_consistent(&mutex_);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { ::pthread_mutex_unlock(&mutex_); }

   private:
    pthread_mutex_t& mutex_;
  };

  bool first_byte() const {
    pollfd what = {reader_, POLLIN, 0};
    while (::poll(&what, 1, -1) < 0) {
      if (errno != EINTR) fail(errno, "poll");
    }
    if ((what.revents & POLLNVAL) != 0) fail(EBADF, "poll");
    return (what.revents & POLLIN) != 0;
  }

  void take(void* to, std::size_t size) const {
    for (std::size_t got = 0; got < size;) {
      const ssize_t now = ::read(reader_, static_cast<char*>(to) + got, size - got);
      if (now > 0) {
        got += static_cast<std::size_t>(now);
      } else if (now == 0 || errno != EINTR) {
        throw StreamBroken();
      }
    }
  }

  const int reader_;
  Shared* shared_;
};

}  // namespace

std::unique_ptr<SharedReader> make_shared_reader(int reader) {
  return std::make_unique<RobustReader>(reader);
}

}  // namespace lockstep
