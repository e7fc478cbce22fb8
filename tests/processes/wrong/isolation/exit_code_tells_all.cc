// expect: wrong result in Isolation.LeavingIsTold
// How the function ended is told by the exit code, which the function may choose too.
// SPDX-License-Identifier: MIT
#include "lessons/processes/isolation.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void throw_error(int error, const char* call) {
  throw std::system_error(error, std::generic_category(), call);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

std::string end_of(const std::function<std::string()>& work, int& code) {
  code = 1;
  try {
    std::string result = work();
    code = 0;
    return result;
  } catch (const std::exception& exception) {
    return std::string(exception.what());
  } catch (...) {
    return std::string("unknown");
  }
}

void write_all(int fd, const std::string& bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t now = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (now < 0 && errno != EINTR) return;
    if (now > 0) written += static_cast<std::size_t>(now);
  }
}

std::string read_all(int fd) {
  std::string bytes;
  char part[65536];
  for (;;) {
    const ssize_t now = ::read(fd, part, sizeof part);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return bytes;
    bytes.append(part, static_cast<std::size_t>(now));
  }
}

int await_end(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

}  // namespace

std::string run_isolated(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw_error(errno, "pipe");
  Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw_error(errno, "fork");
  if (child == 0) {
    reader.close();
    int code = 0;
    write_all(writer.number(), end_of(work, code));
    ::_exit(code);
  }
  writer.close();
  std::string end = read_all(reader.number());
  const int status = await_end(child);
  if (WIFSIGNALED(status)) throw WorkerDied(WTERMSIG(status));
  if (WEXITSTATUS(status) == 1) throw WorkFailed(end);
  if (WEXITSTATUS(status) != 0) throw WorkerLeft(WEXITSTATUS(status));
  return end;
}

}  // namespace lockstep
