// Who was told of is in a set until a call has said EAGAIN; each takes at most kMostUnsent bytes in
// its turn, and sends all that goes.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/signal_driven.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace lockstep {
namespace {

struct Guest {
  base::EchoLines lines;
  bool ended = false;
};

enum class After { kWait, kAgain, kClose };

bool later(ssize_t result) { return result < 0 && (errno == EAGAIN || errno == EINTR); }

// The kernel notes that somebody waits for room after it has found none. Room that is made in
// between is told by no signal, so who has found none asks once more.
ssize_t send_what_fits(int socket, std::string_view bytes) {
  const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0 || errno != EAGAIN) return sent;
  return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

After send_all_that_goes(int fd, Guest& guest) {
  while (!guest.lines.unsent().empty()) {
    const auto unsent = guest.lines.unsent();
    const ssize_t n = send_what_fits(fd, unsent);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN ? After::kWait : After::kClose;
    guest.lines.sent(static_cast<std::size_t>(n));
  }
  return guest.ended ? After::kClose : After::kAgain;
}

After serve(int fd, Guest& guest) {
  if (!guest.ended && !guest.lines.full()) {
    const auto bytes = std::make_unique<char[]>(base::kMostUnsent);
    const ssize_t n = ::recv(fd, bytes.get(), base::kMostUnsent, 0);
    if (n < 0 && !later(n)) return After::kClose;
    const bool interrupted = n < 0 && errno == EINTR;
    guest.ended = n == 0;
    if (n > 0 && !guest.lines.take(bytes.get(), static_cast<std::size_t>(n))) return After::kClose;
    const After sent = send_all_that_goes(fd, guest);
    if (sent != After::kAgain) return sent;
    return n > 0 || interrupted ? After::kAgain : After::kWait;
  }
  return send_all_that_goes(fd, guest);
}

void tell(int fd, int mode) {
  ::fcntl(fd, F_SETFL, mode | O_NONBLOCK | O_ASYNC);
  ::fcntl(fd, F_SETOWN, ::getpid());
  ::fcntl(fd, F_SETSIG, SIGRTMIN + 3);
}

}  // namespace

void serve_signal_driven(int listener, int stop) {
  sigset_t ours, before;
  ::sigemptyset(&ours);
  ::sigaddset(&ours, SIGIO);
  ::sigaddset(&ours, SIGRTMIN + 3);
  ::pthread_sigmask(SIG_BLOCK, &ours, &before);
  const int modes[] = {::fcntl(listener, F_GETFL), ::fcntl(stop, F_GETFL)};
  tell(listener, modes[0]);
  tell(stop, modes[1]);
  std::map<int, Guest> guests;
  std::set<int> todo = {listener, stop};
  const timespec now{};
  char byte;
  for (;;) {
    siginfo_t info;
    const int signal = ::sigtimedwait(&ours, &info, todo.empty() ? nullptr : &now);
    if (signal == SIGIO) {
      todo = {listener, stop};
      for (const auto& [fd, guest] : guests) todo.insert(fd);
    } else if (signal > 0) {
      todo.insert(info.si_fd);
      continue;  // all that there are first
    }
    if (todo.erase(stop) > 0 && ::read(stop, &byte, 1) >= 0) break;
    const std::set<int> now_ready = std::exchange(todo, {});
    for (const int fd : now_ready) {
      if (fd == listener) {
        const int guest = ::accept(listener, nullptr, nullptr);
        if (guest >= 0) {
          ::fcntl(guest, F_SETFD, FD_CLOEXEC);
          tell(guest, 0);
          guests[guest];
          todo.insert(guest);
        }
        if (guest >= 0 || errno == EINTR || errno == ECONNABORTED) todo.insert(listener);
      } else if (const auto found = guests.find(fd); found != guests.end()) {
        const After after = serve(fd, found->second);
        if (after == After::kAgain) todo.insert(fd);
        if (after == After::kClose) {
          ::close(fd);
          guests.erase(found);
          todo.insert(listener);
        }
      }
    }
  }
  for (const auto& [fd, guest] : guests) ::close(fd);
  ::fcntl(listener, F_SETFL, modes[0]);
  ::fcntl(stop, F_SETFL, modes[1]);
  while (::sigtimedwait(&ours, nullptr, &now) > 0) continue;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace lockstep
