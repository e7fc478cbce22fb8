// SPDX-License-Identifier: MIT
// Model answer for lessons/io_models/asynchronous.h: for each client one operation at a time, first
// receiving, then sending until all is sent.
//
// One at a time, because a buffer belongs to the kernel while its operation lasts: what is being
// sent must not move, and the next receive() would move it. It also bounds the memory, and an end
// of sending is seen only when everything has been sent.
#include "lessons/io_models/asynchronous.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <list>
#include <system_error>
#include <utility>

#include "lessons/base/descriptor.h"
#include "lessons/base/ring.h"

namespace lockstep {
namespace {

using base::Descriptor;
using base::EchoLines;

[[noreturn]] void fail(int result, const char* what) {
  throw std::system_error(-result, std::generic_category(), what);
}

bool is_for_later(int result) { return result == -EINTR || result == -EAGAIN; }

// Who is told when an operation is done.
struct Operation {
  enum class Of { kStop, kListener, kClient, kCancel } of;
};

struct Client : Operation {
  explicit Client(Descriptor accepted) : Operation{Of::kClient}, socket(std::move(accepted)) {}
  Descriptor socket;
  EchoLines lines;
  char bytes[16384];
  std::list<Client>::iterator place;
};

class Server {
 public:
  Server(int listener, int stop) : listener_(listener), stop_(stop) { base::make_ring(ring_, 256); }
  ~Server() { io_uring_queue_exit(&ring_); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void serve() {
    io_uring_sqe* const entry = next();
    io_uring_prep_poll_add(entry, stop_, POLLIN);
    tells(entry, stopping_);
    accept();
    while (!stopped_) complete_some();
    finish();
  }

 private:
  // A place in the queue of operations, which go to the kernel with the next wait, or now.
  io_uring_sqe* next() {
    io_uring_sqe* entry = io_uring_get_sqe(&ring_);
    if (entry == nullptr) {
      io_uring_submit(&ring_);
      entry = io_uring_get_sqe(&ring_);
    }
    if (entry == nullptr) fail(-EBUSY, "io_uring_submit");
    return entry;
  }

  // To be called when an operation has been prepared: that may clear what is said here.
  void tells(io_uring_sqe* entry, Operation& operation) {
    io_uring_sqe_set_data(entry, &operation);
    ++in_flight_;
  }

  // Waits for one completion, and takes all that are there.
  void complete_some() {
    const int result = io_uring_submit_and_wait(&ring_, 1);
    if (result < 0 && result != -EINTR) fail(result, "io_uring_submit_and_wait");
    io_uring_cqe* done = nullptr;
    while (io_uring_peek_cqe(&ring_, &done) == 0) {
      auto& operation = *static_cast<Operation*>(io_uring_cqe_get_data(done));
      const int of_operation = done->res;
      io_uring_cqe_seen(&ring_, done);
      --in_flight_;
      completed(operation, of_operation);
    }
  }

  void completed(Operation& operation, int result) {
    if (operation.of == Operation::Of::kStop) stopped_ = true;
    if (operation.of == Operation::Of::kListener) return accepted(result);
    if (stopped_) return;
    auto& client = static_cast<Client&>(operation);
    if (client.lines.unsent().empty()) {
      received(client, result);
    } else {
      sent(client, result);
    }
  }

  void accept() {
    io_uring_sqe* const entry = next();
    io_uring_prep_accept(entry, listener_, nullptr, nullptr, SOCK_CLOEXEC);
    tells(entry, accepting_);
    accepts_ = true;
    closed_since_ = false;
  }

  void accepted(int result) {
    accepts_ = false;
    Descriptor socket(result);
    if (stopped_) return;  // a client that came with the stop is closed
    if (result == -EMFILE || result == -ENFILE) {
      // Until a client is closed; perhaps one was, but after the kernel had looked.
      if (closed_since_) accept();
      return;
    }
    if (result < 0 && !is_for_later(result) && result != -ECONNABORTED) fail(result, "accept");
    if (result >= 0) {
      clients_.emplace_front(std::move(socket));
      clients_.front().place = clients_.begin();
      go_on(clients_.front());
    }
    accept();
  }

  void received(Client& client, int result) {
    if (is_for_later(result)) return go_on(client);
    const bool some = result > 0;
    if (!some || !client.lines.take(client.bytes, static_cast<std::size_t>(result))) {
      return close(client);
    }
    go_on(client);
  }

  void sent(Client& client, int result) {
    if (result < 0 && !is_for_later(result)) return close(client);
    if (result > 0) client.lines.sent(static_cast<std::size_t>(result));
    go_on(client);
  }

  void go_on(Client& client) {
    io_uring_sqe* const entry = next();
    const int fd = client.socket.get();
    if (const std::string_view unsent = client.lines.unsent(); !unsent.empty()) {
      io_uring_prep_send(entry, fd, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    } else {
      io_uring_prep_recv(entry, fd, client.bytes, sizeof client.bytes, 0);
    }
    tells(entry, client);
  }

  void close(Client& client) {
    clients_.erase(client.place);
    closed_since_ = true;
    if (!accepts_) accept();
  }

  // The kernel may still write into a client's buffer: not before each operation is done may that
  // go.
  void finish() {
    for (Client& client : clients_) ::shutdown(client.socket.get(), SHUT_RDWR);
    io_uring_sqe* const entry = next();
    io_uring_prep_cancel(entry, &accepting_, 0);
    tells(entry, cancelling_);
    while (in_flight_ > 0) complete_some();
  }

  const int listener_;
  const int stop_;
  io_uring ring_;
  Operation stopping_{Operation::Of::kStop};
  Operation accepting_{Operation::Of::kListener};
  Operation cancelling_{Operation::Of::kCancel};
  int in_flight_ = 0;
  bool accepts_ = false;
  bool closed_since_ = false;  // since the last accept() a client was closed
  bool stopped_ = false;
  std::list<Client> clients_;
};

}  // namespace

void serve_asynchronous(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep

// The standard library has nothing for it; Boost.Asio can use io_uring below its asynchronous
// operations, and a coroutine makes the steps of one client a function again. Windows has
// completion ports, of the same kind. POSIX has aio_read() and aio_write(), which glibc carries out
// by threads.
