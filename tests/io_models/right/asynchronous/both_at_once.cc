// Receives and sends at the same time: what is being sent is a copy that stays where it is until
// its completion has come. Operations are told apart by the lowest bits of a pointer.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/asynchronous.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <system_error>

#include "lessons/base/ring.h"

namespace lockstep {
namespace {

struct alignas(8) Guest {
  explicit Guest(int socket) : fd(socket) {}
  ~Guest() { ::close(fd); }
  const int fd;
  base::EchoLines lines;
  std::string sending;  // the kernel's while `sends`
  std::string bytes = std::string(9000, '\0');
  bool receives = false;
  bool sends = false;
  bool ended = false;
  bool failed = false;
};

constexpr std::uint64_t kReceive = 0, kSend = 1, kKinds = 3;
constexpr std::uint64_t kAccept = 8, kStop = 16, kCancel = 24;

class Server {
 public:
  Server(int listener, int stop) : listener_(listener), stop_(stop) { base::make_ring(ring_, 64); }
  ~Server() { io_uring_queue_exit(&ring_); }

  void run() {
    io_uring_prep_poll_add(entry(), stop_, POLLIN);
    set_data(kStop);
    accept();
    while (!stopping_ || pending_ > 0) {
      io_uring_submit(&ring_);
      io_uring_cqe* done = nullptr;
      if (io_uring_wait_cqe(&ring_, &done) != 0) continue;
      const std::uint64_t what = io_uring_cqe_get_data64(done);
      const int result = done->res;
      io_uring_cqe_seen(&ring_, done);
      --pending_;
      take(what, result);
    }
  }

 private:
  io_uring_sqe* entry() {
    while ((entry_ = io_uring_get_sqe(&ring_)) == nullptr) io_uring_submit(&ring_);
    return entry_;
  }
  void set_data(std::uint64_t what) {
    io_uring_sqe_set_data64(entry_, what);
    ++pending_;
  }

  void accept() {
    io_uring_prep_accept(entry(), listener_, nullptr, nullptr, SOCK_CLOEXEC);
    set_data(kAccept);
    accepts_ = true;
    lost_ = 0;
  }

  void take(std::uint64_t what, int result) {
    if (what == kCancel) return;
    if (what == kStop) return stop();
    if (what == kAccept) return accepted(result);
    auto& guest = *reinterpret_cast<Guest*>(what & ~kKinds);
    if ((what & kKinds) == kReceive) {
      guest.receives = false;
      received(guest, result);
    } else {
      guest.sends = false;
      if (result > 0) guest.sending.erase(0, static_cast<std::size_t>(result));
      if (result < 0 && result != -EINTR) guest.failed = true;
    }
    go_on(guest);
  }

  static void received(Guest& guest, int result) {
    if (result == -EINTR) return;
    guest.ended = result == 0;
    guest.failed = guest.failed || result < 0 ||
                   !guest.lines.take(guest.bytes.data(), static_cast<std::size_t>(result));
  }

  void accepted(int result) {
    accepts_ = false;
    if (result >= 0) {
      auto guest = std::make_unique<Guest>(result);
      if (stopping_) return;
      go_on(**guests_.insert(std::move(guest)).first);
    }
    // Who was lost while the kernel had no descriptor for this one has given one back since.
    if (!stopping_ && (result != -EMFILE || lost_ > 0)) accept();
  }

  void go_on(Guest& guest) {
    if (guest.sending.empty() && !guest.sends) {
      guest.sending = std::string(guest.lines.unsent());
      guest.lines.sent(guest.sending.size());
    }
    const bool over = guest.failed || stopping_ || (guest.ended && guest.sending.empty());
    if (over && !guest.receives && !guest.sends) {
      std::erase_if(guests_, [&](const auto& one) { return one.get() == &guest; });
      ++lost_;
      if (!accepts_ && !stopping_) accept();
    } else if (over) {
      ::shutdown(guest.fd, SHUT_RDWR);
    } else {
      submit(guest);
    }
  }

  void submit(Guest& guest) {
    const auto self = reinterpret_cast<std::uint64_t>(&guest);
    if (!guest.sends && !guest.sending.empty()) {
      io_uring_prep_send(entry(), guest.fd, guest.sending.data(), guest.sending.size(),
                         MSG_NOSIGNAL);
      set_data(self | kSend);
      guest.sends = true;
    }
    if (!guest.receives && !guest.ended && guest.sending.size() < base::kMostUnsent / 2 &&
        guest.lines.unsent().size() < base::kMostUnsent / 2) {
      io_uring_prep_recv(entry(), guest.fd, guest.bytes.data(), guest.bytes.size(), 0);
      set_data(self | kReceive);
      guest.receives = true;
    }
  }

  void stop() {
    stopping_ = true;
    for (const auto& guest : guests_) ::shutdown(guest->fd, SHUT_RDWR);
    io_uring_prep_cancel64(entry(), kAccept, 0);
    set_data(kCancel);
  }

  const int listener_;
  const int stop_;
  io_uring ring_;
  io_uring_sqe* entry_ = nullptr;
  int pending_ = 0;
  bool accepts_ = false;
  int lost_ = 0;  // guests, since it asked for one
  bool stopping_ = false;
  std::set<std::unique_ptr<Guest>> guests_;
};

}  // namespace

void serve_asynchronous(int listener, int stop) { Server(listener, stop).run(); }

}  // namespace lockstep
