// Each thread closes its own socket, under a lock: who stops shuts down only numbers that are still
// their owners'. All threads are joined at the end.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/blocking.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

class House {
 public:
  House() : freed_(::eventfd(0, EFD_CLOEXEC)) {
    if (freed_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }

  ~House() {
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& guest : guests_) guest.join();
    ::close(freed_);
  }

  int freed() const { return freed_; }

  void forget_freed() const {
    std::uint64_t count;
    while (::read(freed_, &count, sizeof count) < 0 && errno == EINTR) continue;
  }

  void let_in(int fd) {
    const std::lock_guard lock(mutex_);
    open_.insert(fd);
    guests_.emplace_back([this, fd] {
      talk(fd);
      leave(fd);
    });
  }

 private:
  static void talk(int fd) {
    base::EchoLines lines;
    for (;;) {
      char bytes[30000];
      const ssize_t n = ::read(fd, bytes, sizeof bytes);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0 || !lines.take(bytes, static_cast<std::size_t>(n))) return;
      while (!lines.unsent().empty()) {
        const ssize_t sent = ::send(fd, lines.unsent().data(), lines.unsent().size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) return;
        if (sent > 0) lines.sent(static_cast<std::size_t>(sent));
      }
    }
  }

  void leave(int fd) {
    const std::lock_guard lock(mutex_);
    open_.erase(fd);
    ::close(fd);
    constexpr std::uint64_t kOne = 1;
    while (::write(freed_, &kOne, sizeof kOne) < 0 && errno == EINTR) continue;
  }

  const int freed_;
  std::mutex mutex_;
  std::set<int> open_;
  std::vector<std::thread> guests_;
};

}  // namespace

void serve_blocking(int listener, int stop) {
  House house;
  pollfd entries[] = {{stop, POLLIN, 0}, {house.freed(), POLLIN, 0}, {listener, POLLIN, 0}};
  for (;;) {
    if (::poll(entries, 3, -1) < 0) continue;
    if (entries[0].revents != 0) return;
    if (entries[1].revents != 0) {
      house.forget_freed();
      entries[2].fd = listener;
    }
    if (entries[2].fd < 0 || entries[2].revents == 0) continue;
    const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) house.let_in(fd);
    if (fd < 0 && errno == EMFILE) entries[2].fd = -1;
  }
}

}  // namespace lockstep
