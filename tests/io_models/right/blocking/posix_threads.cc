// POSIX threads in a list, with writes by writev() and SIGPIPE blocked in them: what is pending for
// a thread goes with it. A thread that is through says so by a byte in a pipe.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/blocking.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <list>

namespace lockstep {
namespace {

struct Talk {
  int fd;
  int told;
  pthread_t thread = {};
  std::atomic<bool> over = false;
};

bool answer(int fd, base::EchoLines& lines) {
  while (!lines.unsent().empty()) {
    const std::string_view unsent = lines.unsent();
    const iovec parts[] = {
        {const_cast<char*>(unsent.data()), unsent.size() / 2},
        {const_cast<char*>(unsent.data()) + unsent.size() / 2, unsent.size() - unsent.size() / 2}};
    const ssize_t n = ::writev(fd, parts, 2);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) lines.sent(static_cast<std::size_t>(n));
  }
  return true;
}

void* talk(void* argument) {
  Talk& self = *static_cast<Talk*>(argument);
  base::EchoLines lines;
  char bytes[5000];
  for (bool more = true; more;) {
    const ssize_t n = ::recv(self.fd, bytes, sizeof bytes, 0);
    if (n < 0 && errno == EINTR) continue;
    more = n > 0 && lines.take(bytes, static_cast<std::size_t>(n)) && answer(self.fd, lines);
  }
  self.over = true;
  while (::write(self.told, "", 1) < 0 && errno == EINTR) continue;
  return nullptr;
}

void end(const Talk& over) {
  ::shutdown(over.fd, SHUT_RDWR);
  ::pthread_join(over.thread, nullptr);
  ::close(over.fd);
}

void begin(std::list<Talk>& talks, int fd, int told) {
  sigset_t pipe, before;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
  Talk& one = talks.emplace_back(fd, told);
  if (::pthread_create(&one.thread, nullptr, talk, &one) != 0) {
    ::close(fd);
    talks.pop_back();
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

void serve_blocking(int listener, int stop) {
  std::list<Talk> talks;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
  bool room = true;
  for (;;) {
    pollfd wait[] = {{stop, POLLIN, 0}, {ends[0], POLLIN, 0}, {listener, POLLIN, 0}};
    if (::poll(wait, room ? 3 : 2, -1) < 0) continue;
    if (wait[0].revents != 0) break;
    char byte;
    while (::read(ends[0], &byte, 1) == 1) continue;
    const auto freed = std::erase_if(talks, [](const Talk& one) {
      const bool over = one.over;
      if (over) end(one);
      return over;
    });
    room = room || freed > 0;
    if (room && wait[2].revents != 0) {
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) begin(talks, fd, ends[1]);
      if (fd < 0 && (errno == EMFILE || errno == ENFILE)) room = false;
    }
  }
  for (const Talk& one : talks) end(one);
  for (const int fd : ends) ::close(fd);
}

}  // namespace lockstep
