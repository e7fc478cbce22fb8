// SPDX-License-Identifier: MIT
// Who has taken one writes a byte into a pipe, and how many bytes come before its end is the
// result. A byte of a process that was killed right after it does not count, so the ends are looked
// at, too.
#include "lessons/manager/shared_count.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <system_error>

namespace lockstep {
namespace {

class Holding {
 public:
  explicit Holding(base::ManagedCount& count) : count_(count) { count_.acquire(); }
  ~Holding() { count_.release(); }
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;

 private:
  base::ManagedCount& count_;
};

void take_and_tell(base::ManagedCount& count, int pipe) {
  {
    const Holding lock(count);
    const int number = count.get();
    if (number <= 0) return;
    count.set(number - 1);
  }
  const pid_t who = ::getpid();
  while (::write(pipe, &who, sizeof who) < 0 && errno == EINTR) {
  }
}

// False at the end of the pipe.
bool read_whole(int pipe, pid_t& who) {
  for (std::size_t got = 0; got < sizeof who;) {
    const ssize_t n = ::read(pipe, reinterpret_cast<char*>(&who) + got, sizeof who - got);
    if (n == 0 || (n < 0 && errno != EINTR)) return false;
    if (n > 0) got += static_cast<std::size_t>(n);
  }
  return true;
}

bool ended_well(pid_t child) {
  siginfo_t info = {};
  while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED) < 0 && errno == EINTR) {
  }
  return info.si_code == CLD_EXITED;
}

}  // namespace

void update(base::ManagedCount& count, const std::function<int(int number)>& change) {
  const Holding lock(count);
  count.set(change(count.get()));
}

int take_one_each(base::ManagedCount& count, int people) {
  if (people < 0) throw std::invalid_argument("people");
  int ends[2];
  if (::pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::map<pid_t, bool> took;
  int error = 0;
  for (int i = 0; i < people && error == 0; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      take_and_tell(count, ends[1]);
      ::_exit(0);
    }
    if (child > 0) took[child] = false;
    if (child < 0) error = errno;
  }
  ::close(ends[1]);
  pid_t who = 0;
  while (read_whole(ends[0], who)) took[who] = true;
  ::close(ends[0]);
  int taken = 0;
  for (const auto& [child, one] : took) {
    if (ended_well(child) && one) ++taken;
  }
  if (error != 0) throw std::system_error(error, std::generic_category(), "fork");
  return taken;
}

}  // namespace lockstep
