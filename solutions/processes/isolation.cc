// SPDX-License-Identifier: MIT
// Model answer for lessons/processes/isolation.h: fork and a pipe.
//
// What goes through the pipe is one letter, which says how the function ended, and then the bytes
// of its result or of its exception. The end of the pipe is the end of the bytes. An empty pipe
// means that the function did not end; how the process did is in its status.
#include "lessons/processes/isolation.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

constexpr char kReturned = 'r';
constexpr char kThrew = 't';

[[noreturn]] void throw_error(int error, const char* call) {
  throw std::system_error(error, std::generic_category(), call);
}

// A descriptor that is closed when it is done with, also by an exception.
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

// How the function ended, as it goes through the pipe.
std::string end_of(const std::function<std::string()>& work) {
  try {
    return kReturned + work();
  } catch (const std::exception& exception) {
    return kThrew + std::string(exception.what());
  } catch (...) {
    return kThrew + std::string("unknown");
  }
}

// A pipe takes what fits into it, so one write() may be too little. When nobody reads any more,
// the kernel ends this process by SIGPIPE, or, where that is ignored, the write fails.
void write_all(int fd, const std::string& bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t now = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (now < 0 && errno != EINTR) return;
    if (now > 0) written += static_cast<std::size_t>(now);
  }
}

// Until no process has the writing end any more. Read errors other than EINTR do not happen.
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
    // Its copy of the reading end would keep the pipe alive: who writes to it after the caller has
    // died would wait for ever.
    reader.close();
    write_all(writer.number(), end_of(work));
    // Not exit(), and no return: all that they would do is the caller's to do.
    ::_exit(0);
  }
  // While this process has a writing end, the pipe does not end.
  writer.close();
  // Reads before it waits: the child does not end before its result is out, and a pipe takes only
  // some 64 KB that nobody reads.
  std::string end = read_all(reader.number());
  const int status = await_end(child);
  if (WIFSIGNALED(status)) throw WorkerDied(WTERMSIG(status));
  if (end.empty()) throw WorkerLeft(WEXITSTATUS(status));
  const char how = end.front();
  end.erase(0, 1);
  if (how == kThrew) throw WorkFailed(end);
  return end;
}

}  // namespace lockstep

// The standard library knows no processes. std::async and std::packaged_task bring back a result or
// an exception, the very object, from a thread: it shares the caller's memory, and a crash ends
// both. POSIX has fork(), waitpid() and pipe(), as above; posix_spawn() is for other programs.
// Python has multiprocessing.Pool.apply, and concurrent.futures.ProcessPoolExecutor.
