// expect: wrong result in Isolation.SignalsAreAsInTheCaller
// To spare itself SIGPIPE the child ignores it before the function runs: the function does not find
// the handlers of the caller, and its own broken pipes do not end it.
// SPDX-License-Identifier: MIT
#include "lessons/processes/isolation.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>

namespace lockstep {
namespace {

constexpr size_t kChunk = 60000;  // its size fits into two bytes

void put(int socket, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
    if (sent >= 0) {
      data += sent;
      size -= static_cast<size_t>(sent);
    } else if (errno != EINTR) {
      ::_exit(1);  // nobody reads any more
    }
  }
}

bool get(int socket, char* data, size_t size) {
  while (size > 0) {
    const ssize_t count = ::recv(socket, data, size, 0);
    if (count > 0) {
      data += count;
      size -= static_cast<size_t>(count);
    } else if (count == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

void put_size(int socket, size_t size) {
  const char bytes[2] = {static_cast<char>(size & 0xff), static_cast<char>(size >> 8)};
  put(socket, bytes, 2);
}

void put_message(int socket, char letter, const char* data, size_t size) {
  while (size > 0) {
    const size_t part = std::min(size, kChunk);
    put_size(socket, part);
    put(socket, data, part);
    data += part;
    size -= part;
  }
  put_size(socket, 0);
  put(socket, &letter, 1);
}

struct Message {
  char letter = 0;
  std::string text;
};

std::optional<Message> get_message(int socket) {
  Message message;
  const auto buffer = std::make_unique<char[]>(kChunk);
  while (true) {
    unsigned char size[2];
    if (!get(socket, reinterpret_cast<char*>(size), 2)) return std::nullopt;
    const size_t part = static_cast<size_t>(size[0] | size[1] << 8);
    if (part == 0) break;
    if (!get(socket, buffer.get(), part)) return std::nullopt;
    message.text.append(buffer.get(), part);
  }
  if (!get(socket, &message.letter, 1)) return std::nullopt;
  return message;
}

// Descriptors below 3 are for what `work` does with them: the copy is closed at once if it is one.
int above_standard(int descriptor) {
  if (descriptor > 2) return descriptor;
  const int moved = ::fcntl(descriptor, F_DUPFD, 3);
  const int error = errno;
  ::close(descriptor);
  errno = error;
  return moved;
}

[[noreturn]] void work_in_child(const std::function<std::string()>& work, int socket) noexcept {
  const pid_t self = ::getpid();
  ::signal(SIGPIPE, SIG_IGN);
  // Whoever comes out of `work` as another process has nothing to say.
  const auto tell = [&](char letter, const char* data, size_t size) {
    if (::getpid() == self) {
      put_message(socket, letter, data, size);
      ::shutdown(socket, SHUT_RDWR);
    }
    ::_exit(0);
  };
  try {
    const std::string result = work();
    tell('r', result.data(), result.size());
  } catch (const std::exception& error) {
    tell('f', error.what(), std::strlen(error.what()));
  } catch (...) {
    tell('f', "unknown", std::strlen("unknown"));
  }
  ::_exit(0);
}

int wait_for(pid_t child) {
  int status = 0;
  pid_t waited;
  do {
    waited = ::waitpid(child, &status, 0);
  } while (waited == -1 && errno == EINTR);
  return status;
}

}  // namespace

std::string run_isolated(const std::function<std::string()>& work) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  pid_t child = -1;
  int error = 0;
  for (int& end : ends) {
    end = above_standard(end);
    if (end == -1 && error == 0) error = errno;
  }
  if (error == 0) {
    child = ::fork();
    if (child == -1) error = errno;
  }
  if (error != 0) {
    for (const int end : ends) {
      if (end != -1) ::close(end);
    }
    throw std::system_error(error, std::generic_category(), "run_isolated");
  }
  if (child == 0) {
    ::close(ends[0]);
    work_in_child(work, ends[1]);
  }
  ::close(ends[1]);
  std::optional<Message> message;
  try {
    message = get_message(ends[0]);
  } catch (...) {  // no memory
    ::close(ends[0]);
    ::kill(child, SIGKILL);
    wait_for(child);
    throw;
  }
  const int status = wait_for(child);
  ::close(ends[0]);
  if (message.has_value()) {
    if (message->letter == 'f') throw WorkFailed(message->text);
    return std::move(message->text);
  }
  if (WIFSIGNALED(status)) throw WorkerDied(WTERMSIG(status));
  throw WorkerLeft(WEXITSTATUS(status));
}

}  // namespace lockstep
