// SPDX-License-Identifier: MIT
// The server knows no clients, only attempts: functions that do what can be done now. Who accepts
// adds one for the client. A round is one try of each, and between them a look at `stop`.
#include "lessons/io_models/nonblocking.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <functional>
#include <list>
#include <memory>
#include <system_error>
#include <utility>

#include "lessons/base/descriptor.h"

namespace lockstep {
namespace {

using base::Descriptor;
using base::EchoLines;
using base::kMostUnsent;

enum class Outcome { kNothing, kSomething, kOver };
using Attempt = std::function<Outcome()>;

template <typename Call>
auto again(Call call) {
  decltype(call()) result;
  do result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

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

bool not_now() { return errno == EAGAIN || errno == EWOULDBLOCK; }
bool gone() { return errno == EPIPE || errno == ECONNRESET; }

class Client {
 public:
  Client(Descriptor socket, char* buffer) : socket_(std::move(socket)), buffer_(buffer) {}

  Outcome operator()() {
    bool something = false;
    bool over = false;
    if (more_ && !lines_.full()) {
      const ssize_t n = again([this] { return ::recv(socket_.get(), buffer_, kMostUnsent, 0); });
      if (n < 0 && gone()) return Outcome::kOver;
      if (n < 0 && !not_now()) fail("recv");
      if (n >= 0) something = true;
      if (n == 0) more_ = false;
      if (n > 0) over = !lines_.take(buffer_, static_cast<std::size_t>(n));
    }
    if (const auto unsent = lines_.unsent(); !unsent.empty()) {
      const ssize_t n = again([this, unsent] {
        return ::send(socket_.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
      });
      if (n < 0 && gone()) return Outcome::kOver;
      if (n < 0 && !not_now()) fail("send");
      if (n > 0) {
        something = true;
        lines_.sent(static_cast<std::size_t>(n));
      }
    }
    if (over || (!more_ && lines_.unsent().empty())) return Outcome::kOver;
    return something ? Outcome::kSomething : Outcome::kNothing;
  }

 private:
  const Descriptor socket_;
  char* const buffer_;
  EchoLines lines_;
  bool more_ = true;
};

void pause_for(std::chrono::nanoseconds time) {
  timespec rest = {};
  rest.tv_nsec = static_cast<long>(time.count());
  while (::nanosleep(&rest, &rest) < 0) {
    if (errno != EINTR) fail("nanosleep");
  }
}

}  // namespace

void serve_nonblocking(int listener, int stop) {
  const NonBlocking listener_mode(listener);
  const NonBlocking stop_mode(stop);
  const std::unique_ptr<char[]> buffer(new char[kMostUnsent]);
  std::list<Attempt> attempts;

  const auto stopped = [stop] {
    char byte;
    const ssize_t n = again([&] { return ::read(stop, &byte, 1); });
    if (n < 0 && !not_now()) fail("read");
    return n >= 0;
  };

  attempts.push_back([listener, &attempts, &buffer] {
    // A bounded number in a round: those who are there have their turns too.
    auto outcome = Outcome::kNothing;
    for (int i = 0; i < 32; ++i) {
      Descriptor socket(again([listener] {
        return ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      }));
      if (socket) {
        attempts.push_back([client = std::make_shared<Client>(std::move(socket), buffer.get())] {
          return (*client)();
        });
        outcome = Outcome::kSomething;
      } else if (not_now() || errno == EMFILE) {
        break;
      } else if (errno != ECONNABORTED) {
        fail("accept4");
      }
    }
    return outcome;
  });

  for (auto pause = kShortestPause;;) {
    bool something = false;
    if (stopped()) return;
    for (auto attempt = attempts.begin(); attempt != attempts.end();) {
      const Outcome outcome = (*attempt)();
      attempt = outcome == Outcome::kOver ? attempts.erase(attempt) : std::next(attempt);
      if (outcome == Outcome::kNothing) continue;
      something = true;
      if (stopped()) return;
    }
    if (something) {
      pause = kShortestPause;
      continue;
    }
    pause_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

}  // namespace lockstep
