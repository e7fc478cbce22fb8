// expect: wrong result in Isolation.PartOfAnExceptionIsNone
// The verdict is two writes, and it takes any that is not empty, also the half of one: when the
// child is killed between them on an exception, the call returns what() as if it were a result.
// SPDX-License-Identifier: MIT
#include "lessons/processes/isolation.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void refused(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  // Not one of the first three: `work` may print.
  void set(int number) { number_ = number; }
  bool lift() {
    if (number_ > 2) return true;
    const int higher = ::fcntl(number_, F_DUPFD, 3);
    if (higher == -1) return false;
    close();
    number_ = higher;
    return true;
  }
  int get() const { return number_; }
  void close() {
    if (number_ != -1) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe(ends) != 0) refused(errno, "pipe");
    reader.set(ends[0]);
    writer.set(ends[1]);
    if (!reader.lift() || !writer.lift()) refused(errno, "fcntl");
  }
  Descriptor reader;
  Descriptor writer;
};

// Whether all of it could be written.
bool send(int descriptor, const void* data, size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = ::write(descriptor, at, size);
    if (written == -1) {
      if (errno == EINTR) continue;
      return false;
    }
    at += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

// Reads to the end.
std::string receive(int descriptor) {
  std::string bytes;
  char buffer[1 << 14];
  while (true) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count > 0) {
      bytes.append(buffer, static_cast<size_t>(count));
    } else if (count == 0 || errno != EINTR) {
      return bytes;
    }
  }
}

struct Verdict {
  std::uint64_t size;
  bool failed;
};

void send_all(Pipe& bytes, Pipe& verdict, bool failed, const char* data, size_t size) {
  if (!send(bytes.writer.get(), data, size)) return;
  bytes.writer.close();
  Verdict message;
  std::memset(&message, 0, sizeof message);
  message.size = size;
  message.failed = failed;
  const size_t first = offsetof(Verdict, failed);
  const char* const whole = reinterpret_cast<const char*>(&message);
  if (!send(verdict.writer.get(), whole, first)) return;
  send(verdict.writer.get(), whole + first, sizeof message - first);
}

[[noreturn]] void be_child(const std::function<std::string()>& work, Pipe& bytes,
                           Pipe& verdict) noexcept {
  bytes.reader.close();
  verdict.reader.close();
  const pid_t child = ::getpid();
  try {
    const std::string result = work();
    if (::getpid() == child) send_all(bytes, verdict, false, result.data(), result.size());
  } catch (const std::exception& error) {
    const char* what = error.what();
    if (::getpid() == child) send_all(bytes, verdict, true, what, std::strlen(what));
  } catch (...) {
    if (::getpid() == child) send_all(bytes, verdict, true, "unknown", 7);
  }
  ::_exit(0);
}

// Waits for the child in any case; kills it first when the call is given up.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  ~Child() {
    if (id_ == -1) return;
    ::kill(id_, SIGKILL);
    wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  int wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) == -1 && errno == EINTR) continue;
    id_ = -1;
    return status;
  }

 private:
  pid_t id_;
};

}  // namespace

std::string run_isolated(const std::function<std::string()>& work) {
  Pipe bytes;
  Pipe verdict;
  const pid_t id = ::fork();
  if (id == -1) refused(errno, "fork");
  if (id == 0) be_child(work, bytes, verdict);
  Child child(id);
  bytes.writer.close();
  verdict.writer.close();
  std::string result = receive(bytes.reader.get());
  const std::string said = receive(verdict.reader.get());
  const int status = child.wait();
  Verdict message{result.size(), false};
  if (!said.empty()) {
    std::memcpy(&message, said.data(), said.size());
    if (message.size == result.size()) {
      if (message.failed) throw WorkFailed(result);
      return result;
    }
  }
  if (WIFSIGNALED(status)) throw WorkerDied(WTERMSIG(status));
  throw WorkerLeft(WEXITSTATUS(status));
}

}  // namespace lockstep
