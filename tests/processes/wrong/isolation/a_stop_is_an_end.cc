// expect: wrong result in Isolation.SleepsUntilTheChildHasEnded
// It looks at the status when the child has stopped, and kills it.
// SPDX-License-Identifier: MIT
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

std::string end_of(const std::function<std::string()>& work) {
  try {
    return kReturned + work();
  } catch (const std::exception& exception) {
    return kThrew + std::string(exception.what());
  } catch (...) {
    return kThrew + std::string("unknown");
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
    write_all(writer.number(), end_of(work));
    ::_exit(0);
  }
  writer.close();
  siginfo_t info = {};
  const auto id = static_cast<id_t>(child);
  while (::waitid(P_PID, id, &info, WSTOPPED | WEXITED | WNOWAIT) < 0 && errno == EINTR) continue;
  if (info.si_code == CLD_STOPPED) ::kill(child, SIGKILL);
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
