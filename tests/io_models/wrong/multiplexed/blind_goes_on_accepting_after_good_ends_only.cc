// expect: wrong result in Multiplexed.ClientsWaitForDescriptors
// After EMFILE it accepts again only when a client has ended by itself; one that was closed for a
// line that is too long, or that went, gives back a descriptor too, and who waits in the queue is
// not accepted.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/multiplexed.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <coroutine>
#include <cstdint>
#include <list>
#include <memory>
#include <system_error>

#include "lessons/base/descriptor.h"

namespace lockstep {
namespace {

using base::Descriptor;
using base::EchoLines;
using base::kMostUnsent;

int check(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

// A descriptor that does not block, until the end of the block.
class NonBlocking {
 public:
  explicit NonBlocking(int descriptor)
      : descriptor_(descriptor), flags_(check(::fcntl(descriptor, F_GETFL), "fcntl")) {
    check(::fcntl(descriptor, F_SETFL, flags_ | O_NONBLOCK), "fcntl");
  }
  NonBlocking(const NonBlocking&) = delete;
  NonBlocking& operator=(const NonBlocking&) = delete;
  ~NonBlocking() { ::fcntl(descriptor_, F_SETFL, flags_); }

 private:
  const int descriptor_;
  const int flags_;
};

struct Conversation {
  struct promise_type {
    Conversation get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() { throw; }
  };
  std::coroutine_handle<promise_type> handle;
};

class Server {
 public:
  Server(int listener, int stop)
      : listener_(listener),
        mode_(listener),
        epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
        buffer_(new char[kMostUnsent]) {
    wish(EPOLL_CTL_ADD, stop, EPOLLIN, &stop_);
    wish(EPOLL_CTL_ADD, listener, EPOLLIN, &accepts_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    for (const auto& member : members_) {
      if (member.handle) member.handle.destroy();
    }
  }

  void serve() {
    for (;;) {
      epoll_event ready[16];
      const int n = ::epoll_wait(epoll_.get(), ready, 16, -1);
      if (n < 0 && errno == EINTR) continue;
      check(n, "epoll_wait");
      for (int i = 0; i < n; ++i) {
        if (ready[i].data.ptr == &stop_) return;
      }
      for (int i = 0; i < n; ++i) {
        if (ready[i].data.ptr == &accepts_) {
          accept_one();
        } else {
          resume(*static_cast<Member*>(ready[i].data.ptr));
        }
      }
    }
  }

 private:
  struct Member {
    std::coroutine_handle<> handle;
    std::list<Member>::iterator self;
    bool ended = false;
  };

  // What a coroutine awaits.
  struct Ready {
    Server& server;
    Member& member;
    const int socket;
    const int operation;
    const std::uint32_t events;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      member.handle = handle;
      server.wish(operation, socket, events, &member);
    }
    void await_resume() const noexcept {}
  };

  void wish(int operation, int descriptor, std::uint32_t events, void* who) {
    epoll_event event = {};
    event.events = events | EPOLLONESHOT;
    event.data.ptr = who;
    check(::epoll_ctl(epoll_.get(), operation, descriptor, &event), "epoll_ctl");
  }

  void accept_one() {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) {
      if (errno == EMFILE) {
        accepting_ = false;
        return;
      }
      if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR && errno != ECONNABORTED)
        check(socket, "accept4");
    }
    wish(EPOLL_CTL_MOD, listener_, EPOLLIN, &accepts_);
    if (socket < 0) return;
    Descriptor owned(socket);
    const auto member = members_.emplace(members_.end());
    member->self = member;
    const auto conversation = converse(*member, std::move(owned));
    member->handle = conversation.handle;
  }

  void resume(Member& member) {
    member.handle.resume();
    if (!member.handle.done()) return;
    member.handle.destroy();
    const bool ended = member.ended;
    members_.erase(member.self);
    if (ended && !accepting_) {
      accepting_ = true;
      wish(EPOLL_CTL_MOD, listener_, EPOLLIN, &accepts_);
    }
  }

  Conversation converse(Member& member, Descriptor given) {
    const Descriptor socket(std::move(given));
    EchoLines lines;
    bool more = true;
    for (int operation = EPOLL_CTL_ADD;; operation = EPOLL_CTL_MOD) {
      std::uint32_t wishes = 0;
      if (more && !lines.full()) wishes |= EPOLLIN;
      if (!lines.unsent().empty()) wishes |= EPOLLOUT;
      if (wishes == 0) {
        member.ended = true;
        co_return;
      }
      co_await Ready{*this, member, socket.get(), operation, wishes};
      bool too_long = false;
      if (more && !lines.full()) {
        const ssize_t n = ::recv(socket.get(), buffer_.get(), kMostUnsent, 0);
        if (n > 0) {
          too_long = !lines.take(buffer_.get(), static_cast<std::size_t>(n));
        } else if (n == 0) {
          more = false;
        } else if (errno == ECONNRESET) {
          co_return;
        } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
          check(-1, "recv");
        }
      }
      if (const auto unsent = lines.unsent(); !unsent.empty()) {
        const ssize_t n = ::send(socket.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
        if (n >= 0) {
          lines.sent(static_cast<std::size_t>(n));
        } else if (errno == EPIPE || errno == ECONNRESET) {
          co_return;
        } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
          check(-1, "send");
        }
      }
      if (too_long) co_return;
    }
  }

  const int listener_;
  const NonBlocking mode_;
  const Descriptor epoll_;
  const std::unique_ptr<char[]> buffer_;
  std::list<Member> members_;
  bool accepting_ = true;  // false: there was no descriptor left
  char stop_ = 0;          // these two are nothing but addresses
  char accepts_ = 0;
};

}  // namespace

void serve_multiplexed(int listener, int stop) { Server(listener, stop).serve(); }

}  // namespace lockstep
