// A pair of sockets carries a head with kind and length, and then the bytes: the caller knows that
// a result is whole before the child has ended.
// SPDX-License-Identifier: MIT
#include "lessons/processes/isolation.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <system_error>

namespace lockstep {
namespace {

struct Head {
  std::uint64_t size;
  std::uint64_t failed;
};

// False when the other side is gone.
bool send_all(int fd, const void* bytes, std::size_t size) {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t sent = ::send(fd, next, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    next += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int fd, void* bytes, std::size_t size) {
  char* next = static_cast<char*>(bytes);
  while (size > 0) {
    pollfd entry = {fd, POLLIN, 0};
    ::poll(&entry, 1, -1);
    const ssize_t got = ::recv(fd, next, size, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return false;
    next += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

[[noreturn]] void serve(int fd, const std::function<std::string()>& work) {
  std::string bytes;
  bool failed = true;
  try {
    bytes = work();
    failed = false;
  } catch (const std::exception& exception) {
    bytes = exception.what();
  } catch (...) {
    bytes = "unknown";
  }
  const Head head = {bytes.size(), failed};
  if (send_all(fd, &head, sizeof head)) send_all(fd, bytes.data(), bytes.size());
  ::_Exit(0);
}

struct Answer {
  bool failed;
  std::string bytes;
};

std::optional<Answer> answer_from(int fd) {
  Head head;
  if (!receive_all(fd, &head, sizeof head)) return std::nullopt;
  Answer answer = {head.failed != 0, std::string(head.size, '\0')};
  if (!receive_all(fd, answer.bytes.data(), head.size)) return std::nullopt;
  return answer;
}

}  // namespace

std::string run_isolated(const std::function<std::string()>& work) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
    throw std::system_error(errno, std::system_category());
  }
  const pid_t child = ::fork();
  const int error = errno;
  if (child != 0) ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    throw std::system_error(error, std::system_category());
  }
  if (child == 0) {
    ::close(ends[0]);
    serve(ends[1], work);
  }
  std::optional<Answer> answer = answer_from(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::wait4(child, &status, 0, nullptr) != child) continue;
  if (!answer && WIFSIGNALED(status)) throw WorkerDied(WTERMSIG(status));
  if (!answer) throw WorkerLeft(WEXITSTATUS(status));
  if (answer->failed) throw WorkFailed(answer->bytes);
  return answer->bytes;
}

}  // namespace lockstep
