// SPDX-License-Identifier: MIT
// Server and users send each other datagrams: a datagram has boundaries, and each user has an
// address, so there is one socket for all of them and no connection. That is also why nobody
// notices here when a user dies.
#include "lessons/base/managed_count.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace lockstep {
namespace base {
namespace {

enum class What { kGet, kSet, kAcquire, kRelease };

struct Question {
  What what;
  pid_t from;
  int number;
};

struct Reply {
  bool refused;
  int number;
};

struct Address {
  sockaddr_un name = {};
  socklen_t size = sizeof name;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&name); }
};

// Closed when a program is started, as all here.
class Socket {
 public:
  // Bound to an address that the kernel chooses; it is no file.
  Socket() : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    sockaddr_un any = {};
    any.sun_family = AF_UNIX;
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&any), sizeof any.sun_family) != 0) {
      const int error = errno;
      ::close(fd_);
      throw std::system_error(error, std::generic_category(), "bind");
    }
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  Address address() const {
    Address own;
    ::getsockname(fd_, own.get(), &own.size);
    return own;
  }

  template <class Message>
  bool send(const Message& message, Address to) {
    return ::sendto(fd_, &message, sizeof message, MSG_NOSIGNAL, to.get(), to.size) >= 0;
  }

  template <class Message>
  Message receive(Address* from = nullptr) {
    Message message = {};
    Address ignored;
    if (from == nullptr) from = &ignored;
    do {
      from->size = sizeof from->name;
    } while (::recvfrom(fd_, &message, sizeof message, 0, from->get(), &from->size) < 0);
    return message;
  }

 private:
  int fd_;
};

class Server {
 public:
  Server(Socket& socket, int number) : socket_(socket), number_(number) {}

  [[noreturn]] void serve() {
    for (;;) {
      Address from;
      const Question question = socket_.receive<Question>(&from);
      switch (question.what) {
        case What::kGet:
          socket_.send(Reply{false, number_}, from);
          break;
        case What::kSet:
          number_ = question.number;
          socket_.send(Reply{false, 0}, from);
          break;
        case What::kAcquire:
          waiting_.emplace_back(question.from, from);
          hand_over();
          break;
        case What::kRelease:
          release(question.from, from);
          break;
      }
    }
  }

 private:
  void release(pid_t process, const Address& from) {
    const bool refused = holder_ != process;
    socket_.send(Reply{refused, 0}, from);
    if (refused) return;
    holder_ = 0;
    hand_over();
  }

  // To the first of those that wait who is there to be told.
  void hand_over() {
    while (holder_ == 0 && !waiting_.empty()) {
      const auto [process, address] = waiting_.front();
      waiting_.pop_front();
      if (socket_.send(Reply{false, 0}, address)) holder_ = process;
    }
  }

  Socket& socket_;
  int number_;
  pid_t holder_ = 0;
  std::deque<std::pair<pid_t, Address>> waiting_;
};

class Remote final : public ManagedCount {
 public:
  explicit Remote(int number) {
    Socket socket;
    server_address_ = socket.address();
    const pid_t owner = ::getpid();
    server_ = ::fork();
    if (server_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (server_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != owner) ::_exit(1);
    Server(socket, number).serve();
  }

  ~Remote() override {
    ::kill(server_, SIGKILL);
    while (::waitpid(server_, nullptr, 0) < 0 && errno == EINTR) continue;
  }

  int get() override { return ask(What::kGet).number; }
  void set(int number) override { ask(What::kSet, number); }
  void acquire() override { ask(What::kAcquire); }
  void release() override {
    if (ask(What::kRelease).refused) throw std::logic_error("the lock is not this process's");
  }
  pid_t server() const override { return server_; }

 private:
  // A socket for each question: so a child has nothing that its parent has, too.
  Reply ask(What what, int number = 0) {
    Socket socket;
    if (!socket.send(Question{what, ::getpid(), number}, server_address_)) {
      throw std::system_error(errno, std::generic_category(), "sendto");
    }
    return socket.receive<Reply>();
  }

  Address server_address_;
  pid_t server_;
};

}  // namespace

std::unique_ptr<ManagedCount> make_managed_count(int number) {
  return std::make_unique<Remote>(number);
}

}  // namespace base
}  // namespace lockstep
