// expect: wrong result in Asynchronous.ClientsWaitForDescriptors
// The kernel finds no descriptor for a new client, then its completion waits in the ring behind
// that of a client that is closed first: nobody else gives one back, and the new client is never
// accepted.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/asynchronous.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <coroutine>
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

constexpr unsigned kTaken = 1 << 14;  // bytes, at most, in one operation
static_assert(kTaken <= base::kMostUnsent);

[[noreturn]] void fail(int error, const char* call) {
  throw std::system_error(error, std::generic_category(), call);
}

struct Routine {
  struct promise_type {
    Routine get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() { throw; }
  };
};

class Ring {
 public:
  Ring() { base::make_ring(ring_, 256); }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() { ::io_uring_queue_exit(&ring_); }

  io_uring_sqe* entry(void* who) {
    for (;;) {
      if (io_uring_sqe* const sqe = ::io_uring_get_sqe(&ring_)) {
        // The data are set anew by who prepares it: see prepare().
        ++pending_;
        who_ = who;
        return sqe;
      }
      passed(::io_uring_submit(&ring_), "io_uring_submit");
    }
  }
  void prepared(io_uring_sqe* sqe) { ::io_uring_sqe_set_data(sqe, who_); }

  // How many operations the kernel has, or is about to get.
  int pending() const { return pending_; }

  void wait() { passed(::io_uring_submit_and_wait(&ring_, 1), "io_uring_submit_and_wait"); }

  bool take(void*& who, int& result) {
    io_uring_cqe* cqe;
    if (::io_uring_peek_cqe(&ring_, &cqe) != 0) return false;
    who = ::io_uring_cqe_get_data(cqe);
    result = cqe->res;
    ::io_uring_cqe_seen(&ring_, cqe);
    --pending_;
    return true;
  }

 private:
  static void passed(int result, const char* call) {
    if (result < 0 && result != -EINTR && result != -EAGAIN && result != -EBUSY)
      fail(-result, call);
  }

  io_uring ring_;
  int pending_ = 0;
  void* who_ = nullptr;
};

class Server {
 public:
  Server(int listener, int stop) : listener_(listener), stop_(stop) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    ring_.reset();
    for (const Member& member : members_) {
      if (member.handle) member.handle.destroy();
    }
  }

  void serve() {
    ring_ = std::make_unique<Ring>();
    wait_for_stop(add());
    accept_all(acceptor_ = &add());
    while (!stopping_ || ring_->pending() > 0) {
      ring_->wait();
      void* who;
      int result;
      while (ring_->take(who, result)) {
        if (who == nullptr) continue;
        Member& member = *static_cast<Member*>(who);
        member.result = result;
        resume(member);
      }
    }
  }

 private:
  // A coroutine; it awaits one thing at a time.
  struct Member {
    std::coroutine_handle<> handle;
    int socket = -1;  // the client's
    int result = 0;   // of its last operation
    std::list<Member>::iterator self;
  };

  template <typename Prepare>
  struct Operation {
    Ring& ring;
    Member& member;
    Prepare prepare;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      member.handle = handle;
      io_uring_sqe* const sqe = ring.entry(&member);
      prepare(sqe);
      ring.prepared(sqe);
    }
    int await_resume() const noexcept { return member.result; }
  };
  template <typename Prepare>
  Operation<Prepare> operation(Member& member, Prepare prepare) {
    return {*ring_, member, prepare};
  }

  // Until a client has given its descriptor back.
  struct Room {
    Server& server;
    Member& member;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      member.handle = handle;
      server.waits_for_room_ = true;
    }
    void await_resume() const noexcept {}
  };

  Member& add() {
    const auto member = members_.emplace(members_.end());
    member->self = member;
    return *member;
  }

  void resume(Member& member) {
    member.handle.resume();
    if (!member.handle.done()) return;
    const bool client = member.socket >= 0;
    member.handle.destroy();
    members_.erase(member.self);
    if (!client) return;
    if (std::exchange(waits_for_room_, false)) resume(*acceptor_);
  }

  Routine wait_for_stop(Member& self) {
    int result;
    do {
      result = co_await operation(
          self, [this](io_uring_sqe* sqe) { ::io_uring_prep_poll_add(sqe, stop_, POLLIN); });
    } while (result == -EINTR);
    if (result < 0) fail(-result, "poll");
    stopping_ = true;
    for (const Member& member : members_) {
      if (member.socket >= 0) ::shutdown(member.socket, SHUT_RDWR);  // ends its operation
    }
    io_uring_sqe* const sqe = ring_->entry(nullptr);
    ::io_uring_prep_cancel(sqe, acceptor_, 0);
    ring_->prepared(sqe);
  }

  Routine accept_all(Member* given) {
    Member& self = *given;
    while (!stopping_) {
      const int result = co_await operation(self, [this](io_uring_sqe* sqe) {
        ::io_uring_prep_accept(sqe, listener_, nullptr, nullptr, SOCK_CLOEXEC);
      });
      Descriptor socket(result);
      if (stopping_) break;
      if (socket) {
        Member& client = add();
        client.socket = socket.get();
        converse(client, std::move(socket));
      } else if (result == -EMFILE) {
        co_await Room{*this, self};
      } else if (result != -EINTR && result != -ECONNABORTED && result != -EAGAIN) {
        fail(-result, "accept");
      }
    }
  }

  Routine converse(Member& self, Descriptor given) {
    const Descriptor socket(std::move(given));
    const std::unique_ptr<char[]> buffer(new char[kTaken]);
    EchoLines lines;
    for (bool fine = true; fine;) {
      const int got = co_await operation(self, [&](io_uring_sqe* sqe) {
        ::io_uring_prep_recv(sqe, socket.get(), buffer.get(), kTaken, 0);
      });
      if (stopping_ || got == 0 || got == -ECONNRESET) co_return;
      if (got == -EINTR || got == -EAGAIN) continue;
      if (got < 0) fail(-got, "recv");
      fine = lines.take(buffer.get(), static_cast<std::size_t>(got));
      // Who has sent too long a line gets what was whole, if it takes that now.
      const int flags = MSG_NOSIGNAL | (fine ? 0 : MSG_DONTWAIT);
      while (!lines.unsent().empty()) {
        const int sent = co_await operation(self, [&](io_uring_sqe* sqe) {
          const auto unsent = lines.unsent();
          ::io_uring_prep_send(sqe, socket.get(), unsent.data(), unsent.size(), flags);
        });
        if (stopping_ || sent == -EPIPE || sent == -ECONNRESET) co_return;
        if (!fine && sent == -EAGAIN) co_return;
        if (sent == -EINTR || sent == -EAGAIN) continue;
        if (sent < 0) fail(-sent, "send");
        lines.sent(static_cast<std::size_t>(sent));
      }
    }
  }

  const int listener_;
  const int stop_;
  std::unique_ptr<Ring> ring_;
  std::list<Member> members_;
  Member* acceptor_ = nullptr;
  bool waits_for_room_ = false;
  bool stopping_ = false;
};

}  // namespace

void serve_asynchronous(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
