// One signal of real time for clients, one for the listener and one for `stop`. Whoever may have
// more to be done is in a queue, and comes last when it has been served. SPDX-License-Identifier:
// MIT
#include "lessons/io_models/signal_driven.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <deque>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

struct Seat {
  bool taken = false;
  bool queued = false;
  bool ended = false;
  base::EchoLines lines = {};
};

// The kernel notes that somebody waits for room after it has found none. Room that is made in
// between is told by no signal, so who has found none asks once more.
ssize_t send_what_fits(int socket, std::string_view bytes) {
  const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0 || errno != EAGAIN) return sent;
  return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

class Hall {
 public:
  Hall(int door, int bell)
      : door_(door),
        bell_(bell),
        door_mode_(::fcntl(door, F_GETFL)),
        bell_mode_(::fcntl(bell, F_GETFL)) {
    ::sigemptyset(&set_);
    for (const int signal : {SIGIO, client(), newcomer(), end()}) ::sigaddset(&set_, signal);
    ::sigprocmask(SIG_BLOCK, &set_, &before_);
    watch(bell_, bell_mode_, end());
    watch(door_, door_mode_, newcomer());
  }

  ~Hall() {
    for (std::size_t fd = 0; fd < seats_.size(); ++fd) {
      if (seats_[fd].taken) ::close(static_cast<int>(fd));
    }
    give_back(door_, door_mode_);
    give_back(bell_, bell_mode_);
    const timespec now{};
    while (::sigtimedwait(&set_, nullptr, &now) > 0) continue;
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  void run() {
    while (!rung()) {
      if (welcome_) welcome();
      if (!queue_.empty()) serve_first();
      listen_to_signals();
    }
  }

 private:
  static int client() { return SIGRTMIN; }
  static int newcomer() { return SIGRTMIN + 1; }
  static int end() { return SIGRTMIN + 2; }

  static void watch(int fd, int mode, int signal) {
    ::fcntl(fd, F_SETSIG, signal);
    ::fcntl(fd, F_SETOWN, ::getpid());
    if (::fcntl(fd, F_SETFL, mode | O_NONBLOCK | O_ASYNC) != 0) {
      throw std::system_error(errno, std::generic_category(), "fcntl");
    }
  }

  static void give_back(int fd, int mode) {
    ::fcntl(fd, F_SETFL, mode);
    ::fcntl(fd, F_SETSIG, 0);
  }

  bool rung() const {
    char byte;
    return ring_ && ::read(bell_, &byte, 1) >= 0;
  }

  // Sleeps only if there is nothing that may be done.
  void listen_to_signals() {
    const bool busy = welcome_ || !queue_.empty();
    siginfo_t info;
    const timespec now{};
    int signal = busy ? ::sigtimedwait(&set_, &info, &now) : ::sigwaitinfo(&set_, &info);
    for (; signal > 0; signal = ::sigtimedwait(&set_, &info, &now)) {
      if (signal == SIGIO || signal == end()) ring_ = true;
      if (signal == SIGIO || signal == newcomer()) welcome_ = true;
      if (signal == client()) enqueue(info.si_fd);
      if (signal != SIGIO) continue;
      for (std::size_t fd = 0; fd < seats_.size(); ++fd) enqueue(static_cast<int>(fd));
    }
  }

  void enqueue(int fd) {
    const auto place = static_cast<std::size_t>(fd);
    if (place >= seats_.size() || !seats_[place].taken || seats_[place].queued) return;
    seats_[place].queued = true;
    queue_.push_back(fd);
  }

  void welcome() {
    const int fd = ::accept4(door_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      welcome_ = errno == EINTR || errno == ECONNABORTED;
      return;
    }
    if (seats_.size() <= static_cast<std::size_t>(fd))
      seats_.resize(static_cast<std::size_t>(fd) + 1);
    seats_[static_cast<std::size_t>(fd)] = {.taken = true};
    watch(fd, 0, client());
    enqueue(fd);
  }

  void serve_first() {
    const int fd = queue_.front();
    queue_.pop_front();
    Seat& seat = seats_[static_cast<std::size_t>(fd)];
    seat.queued = false;
    bool more = false;
    if (serve(fd, seat, more)) {
      if (more) enqueue(fd);
    } else {
      ::close(fd);
      seat = {};
      welcome_ = true;
    }
  }

  static bool serve(int fd, Seat& seat, bool& more) {
    if (!seat.lines.unsent().empty()) {
      const ssize_t n = send_what_fits(fd, seat.lines.unsent());
      if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
      if (n > 0) seat.lines.sent(static_cast<std::size_t>(n));
      more = n > 0 || errno == EINTR;
    }
    if (!seat.ended && !seat.lines.full()) {
      char bytes[12000];
      const ssize_t n = ::read(fd, bytes, sizeof bytes);
      if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
      if (n > 0 && !seat.lines.take(bytes, static_cast<std::size_t>(n))) return false;
      seat.ended = n == 0;
      more = more || n >= 0 || errno == EINTR;
    }
    return !seat.ended || !seat.lines.unsent().empty();
  }

  const int door_;
  const int bell_;
  const int door_mode_;
  const int bell_mode_;
  sigset_t set_;
  sigset_t before_;
  bool ring_ = true;
  bool welcome_ = true;
  std::vector<Seat> seats_;
  std::deque<int> queue_;
};

}  // namespace

void serve_signal_driven(int listener, int stop) { Hall(listener, stop).run(); }

}  // namespace lockstep
