// SPDX-License-Identifier: MIT
// The last process is waited for first, and nothing is shared between update() and the processes.
#include "lessons/manager/shared_count.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace lockstep {
namespace {

struct Releaser {
  void operator()(base::ManagedCount* count) const { count->release(); }
};

std::unique_ptr<base::ManagedCount, Releaser> hold(base::ManagedCount& count) {
  count.acquire();
  return std::unique_ptr<base::ManagedCount, Releaser>(&count);
}

// How many of so many processes have taken one. Each call starts one of them, and waits for it when
// the calls for the others have started and waited for theirs.
int start_and_wait(base::ManagedCount& count, int people, int& error) {
  if (people == 0) return 0;
  const pid_t child = ::fork();
  if (child < 0) {
    error = errno;
    return 0;
  }
  if (child == 0) {
    bool taken = false;
    if (const auto lock = hold(count); lock->get() > 0) {
      lock->set(lock->get() - 1);
      taken = true;
    }
    ::_exit(taken ? 41 : 42);
  }
  const int others = start_and_wait(count, people - 1, error);
  int status = 0;
  while (::wait4(child, &status, 0, nullptr) != child) {
    if (errno != EINTR) break;
  }
  return others + (WIFEXITED(status) && WEXITSTATUS(status) == 41 ? 1 : 0);
}

}  // namespace

void update(base::ManagedCount& count, const std::function<int(int number)>& change) {
  const auto lock = hold(count);
  const int before = lock->get();
  const int after = change(before);
  if (after != before) lock->set(after);
}

int take_one_each(base::ManagedCount& count, int people) {
  if (people < 0) throw std::invalid_argument("less than nobody");
  int error = 0;
  const int taken = start_and_wait(count, people, error);
  if (error != 0) throw std::system_error(error, std::system_category(), "fork");
  return taken;
}

}  // namespace lockstep
