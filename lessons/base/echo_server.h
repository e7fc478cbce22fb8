// SPDX-License-Identifier: MIT
// Runs an echo server (echo.h) in a child process and connects clients to it: for tests and
// measures.
#ifndef LESSONS_BASE_ECHO_SERVER_H_
#define LESSONS_BASE_ECHO_SERVER_H_

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

#include "lessons/base/descriptor.h"

namespace lockstep::base {

class EchoServer {
 public:
  explicit EchoServer(void (*serve)(int listener, int stop)) {
    Descriptor listener(check(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    name_.sun_family = AF_UNIX;  // and no name: the kernel finds one
    name_size_ = offsetof(sockaddr_un, sun_path);
    check(::bind(listener.get(), address(), name_size_), "bind");
    name_size_ = sizeof name_;
    check(::getsockname(listener.get(), address(), &name_size_), "getsockname");
    check(::listen(listener.get(), 1024), "listen");
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC), "pipe2");
    const Descriptor stop(ends[0]);
    stopper_ = Descriptor(ends[1]);
    process_ = check(::fork(), "fork");
    if (process_ == 0) {
      stopper_ = Descriptor();
      // What leaves it ends this process: it must not go on with the rest of the program.
      [&]() noexcept { serve(listener.get(), stop.get()); }();
      ::_exit(0);
    }
  }
  ~EchoServer() { stop(); }
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  pid_t process() const { return process_; }

  // A new client's socket, in blocking mode.
  Descriptor connect() {
    Descriptor socket(check(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    check(::connect(socket.get(), address(), name_size_), "connect");
    return socket;
  }

  // Tells it to stop and waits for its end. Returns its exit code, or -1 when a signal ended it;
  // when it has ended before, the same again.
  int stop() {
    stopper_ = Descriptor();
    if (process_ > 0) {
      int status = 0;
      while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
      exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      process_ = 0;
    }
    return exit_code_;
  }

 private:
  static int check(int result, const char* call) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), call);
    return result;
  }

  sockaddr* address() { return reinterpret_cast<sockaddr*>(&name_); }

  sockaddr_un name_ = {};
  socklen_t name_size_ = 0;
  Descriptor stopper_;
  pid_t process_ = 0;
  int exit_code_ = 0;
};

// Sends all of it.
inline void send_all(int socket, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t n = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) return;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
}

// Takes so many bytes; fewer when the connection ends before.
inline std::string take(int socket, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::recv(socket, bytes.data() + got, size - got, 0);
    if (n == 0 || (n < 0 && errno != EINTR)) break;
    if (n > 0) got += static_cast<std::size_t>(n);
  }
  bytes.resize(got);
  return bytes;
}

}  // namespace lockstep::base

#endif  // LESSONS_BASE_ECHO_SERVER_H_
