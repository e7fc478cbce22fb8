// expect: wrong result in SharedCount.ARefusedForkIsAnError
// When a process cannot be started, those before it are not waited for.
// SPDX-License-Identifier: MIT
#include "lessons/manager/shared_count.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

constexpr int kTookOne = 0;
constexpr int kTookNone = 1;

int take_one(base::ManagedCount& count) {
  int end = kTookNone;
  update(count, [&](int number) {
    if (number <= 0) return number;
    end = kTookOne;
    return number - 1;
  });
  return end;
}

// Ends by _exit(): nothing that is the parent's is destroyed or run. No exception comes back
// either.
[[noreturn]] void run_child(base::ManagedCount& count) {
  int end = kTookNone;
  try {
    end = take_one(count);
  } catch (...) {
  }
  ::_exit(end);
}

bool has_taken_one(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) && WEXITSTATUS(status) == kTookOne;
}

}  // namespace

void update(base::ManagedCount& count, const std::function<int(int number)>& change) {
  count.acquire();
  try {
    // "Is there one left?" belongs inside, too: change() sees what is there now.
    count.set(change(count.get()));
  } catch (...) {
    count.release();
    throw;
  }
  count.release();
}

int take_one_each(base::ManagedCount& count, int people) {
  if (people < 0) throw std::invalid_argument("a negative number of people");
  std::vector<pid_t> children;
  int error = 0;
  while (children.size() < static_cast<std::size_t>(people) && error == 0) {
    const pid_t child = ::fork();
    if (child == 0) run_child(count);
    if (child < 0) {
      throw std::system_error(errno, std::generic_category(), "fork");
    } else {
      children.push_back(child);
    }
  }
  int taken = 0;
  for (const pid_t child : children) taken += has_taken_one(child) ? 1 : 0;
  if (error != 0) throw std::system_error(error, std::generic_category(), "fork");
  return taken;
}

}  // namespace lockstep
