// expect: wrong result in Asynchronous.AnEndOfSendingIsNoEnd
// Has the ring tell when a client has ended its sending, and closes after the send that is in
// flight. SPDX-License-Identifier: MIT
#include "lessons/io_models/asynchronous.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <list>
#include <memory>
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

struct Operation {
  enum class Of { kStop, kListener, kClient, kCancel, kHangUp } of;
  bool seen = false;
};

struct Client : Operation {
  explicit Client(Descriptor accepted) : Operation{Of::kClient}, socket(std::move(accepted)) {}
  Descriptor socket;
  EchoLines lines;
  std::shared_ptr<Operation> hang_up;
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
  io_uring_sqe* next() {
    io_uring_sqe* entry = io_uring_get_sqe(&ring_);
    if (entry == nullptr) {
      io_uring_submit(&ring_);
      entry = io_uring_get_sqe(&ring_);
    }
    if (entry == nullptr) fail(-EBUSY, "io_uring_submit");
    return entry;
  }

  void tells(io_uring_sqe* entry, Operation& operation) {
    io_uring_sqe_set_data(entry, &operation);
    ++in_flight_;
  }

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
    if (operation.of == Operation::Of::kHangUp) {
      operation.seen = true;
      return;
    }
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
      auto& client = clients_.front();
      client.hang_up = hang_ups_.emplace_back(std::make_shared<Operation>(Operation::Of::kHangUp));
      io_uring_sqe* const entry = next();
      io_uring_prep_poll_add(entry, result, POLLRDHUP);
      tells(entry, *client.hang_up);
      go_on(client);
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
    if (client.hang_up->seen) return close(client);
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
  std::list<std::shared_ptr<Operation>> hang_ups_;
  std::list<Client> clients_;
};

}  // namespace

void serve_asynchronous(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
