// SPDX-License-Identifier: MIT
// No pipe, no mutex: a thread that has done with its client shuts the client's socket, both ways,
// and that is what the accepting thread hears (POLLHUP, for which one need not ask). It joins the
// thread and closes the socket: nobody else ever closes one.
#include "lessons/io_models/blocking.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <exception>
#include <iterator>
#include <list>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "lessons/base/descriptor.h"

namespace lockstep {
namespace {

using base::Descriptor;
using base::EchoLines;

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

class NonBlocking {
 public:
  explicit NonBlocking(int descriptor)
      : descriptor_(descriptor), flags_(::fcntl(descriptor, F_GETFL)) {
    if (flags_ < 0 || ::fcntl(descriptor, F_SETFL, flags_ | O_NONBLOCK) < 0) fail("fcntl");
  }
  NonBlocking(const NonBlocking&) = delete;
  NonBlocking& operator=(const NonBlocking&) = delete;
  ~NonBlocking() { ::fcntl(descriptor_, F_SETFL, flags_); }

 private:
  const int descriptor_;
  const int flags_;
};

bool gone() { return errno == EPIPE || errno == ECONNRESET; }

// Returns false when the client has gone.
bool send_lines(int socket, EchoLines& lines, int flags) {
  while (!lines.unsent().empty()) {
    const auto unsent = lines.unsent();
    const ssize_t n = ::send(socket, unsent.data(), unsent.size(), MSG_NOSIGNAL | flags);
    if (n >= 0) {
      lines.sent(static_cast<std::size_t>(n));
    } else if (gone() || errno == EAGAIN || errno == EWOULDBLOCK) {
      return false;
    } else if (errno != EINTR) {
      fail("send");
    }
  }
  return true;
}

void talk(int socket) {
  EchoLines lines;
  std::vector<char> buffer(1 << 14);
  for (;;) {
    const ssize_t n = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (n == 0 || (n < 0 && gone())) return;
    if (n < 0) {
      if (errno != EINTR) fail("recv");
      continue;
    }
    if (!lines.take(buffer.data(), static_cast<std::size_t>(n))) {
      send_lines(socket, lines, MSG_DONTWAIT);  // what was whole, if it is taken now
      return;
    }
    if (!send_lines(socket, lines, 0)) return;
  }
}

struct Client {
  explicit Client(Descriptor given) : socket(std::move(given)) {}

  Descriptor socket;
  std::exception_ptr failure;  // of the thread; to be read when it has been joined
  std::thread thread;
};

class Clients {
 public:
  Clients() = default;
  Clients(const Clients&) = delete;
  Clients& operator=(const Clients&) = delete;
  ~Clients() {
    for (const Client& client : all_) ::shutdown(client.socket.get(), SHUT_RDWR);
    for (Client& client : all_) {
      if (client.thread.joinable()) client.thread.join();
    }
  }

  void add(Descriptor socket) {
    Client& client = all_.emplace_back(std::move(socket));
    client.thread = std::thread([&client, number = client.socket.get()] {
      try {
        talk(number);
      } catch (...) {
        client.failure = std::current_exception();
      }
      ::shutdown(number, SHUT_RDWR);
    });
  }

  void ask(std::vector<pollfd>& asked) const {
    for (const Client& client : all_) asked.push_back({client.socket.get(), 0, 0});
  }

  // Closes those that have hung up. Whose client has gone by itself has little left to do.
  bool close(const pollfd* answer) {
    bool any = false;
    for (auto client = all_.begin(); client != all_.end(); ++answer) {
      if (answer->revents == 0) {
        ++client;
        continue;
      }
      client->thread.join();
      const std::exception_ptr failure = client->failure;
      client = all_.erase(client);
      any = true;
      if (failure) std::rethrow_exception(failure);
    }
    return any;
  }

 private:
  std::list<Client> all_;
};

}  // namespace

void serve_blocking(int listener, int stop) {
  const NonBlocking mode(listener);  // others may take a client between poll() and accept()
  Clients clients;
  bool room = true;
  for (;;) {
    std::vector<pollfd> asked = {{stop, POLLIN, 0}, {room ? listener : -1, POLLIN, 0}};
    clients.ask(asked);
    if (::poll(asked.data(), asked.size(), -1) < 0) {
      if (errno != EINTR) fail("poll");
      continue;
    }
    if (asked[0].revents != 0) return;
    if (clients.close(asked.data() + 2)) room = true;
    if (asked[1].revents == 0) continue;
    Descriptor socket(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (socket) {
      clients.add(std::move(socket));
    } else if (errno == EMFILE) {
      room = false;
    } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR && errno != ECONNABORTED) {
      fail("accept4");
    }
  }
}

}  // namespace lockstep
