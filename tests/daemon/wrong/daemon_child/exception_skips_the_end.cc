// expect: wrong result in DaemonChild.AnExceptionEndsTheFamily
// An exception that leaves the code leaves run_family() at once.
// SPDX-License-Identifier: MIT
#include "lessons/daemon/daemon_child.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

extern "C" {
#include <sys/pidfd.h>
}

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

enum class Role { kNone, kParent, kDaemonicChild };

struct Family {
  Role role = Role::kNone;
  milliseconds grace{0};
  std::vector<pid_t> daemonic;
  std::vector<pid_t> ordinary;
};

Family family;

bool ends_before(pid_t child, steady_clock::time_point deadline) {
  pollfd entry{::pidfd_open(child, 0), POLLIN, 0};
  int ready = 0;
  do {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    ready = ::poll(&entry, 1, left < 0 ? 0 : static_cast<int>(left));
  } while (ready < 0 && errno == EINTR);
  if (entry.fd >= 0) ::close(entry.fd);
  return ready > 0;
}

void reap(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
}

void end_children() {
  for (const pid_t child : family.daemonic) ::kill(child, SIGTERM);
  const auto deadline = steady_clock::now() + family.grace;
  for (const pid_t child : family.daemonic) {
    if (!ends_before(child, deadline)) ::kill(child, SIGKILL);
  }
  for (const pid_t child : family.daemonic) reap(child);
  for (const pid_t child : family.ordinary) reap(child);
}

void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
}

[[noreturn]] void live(const std::function<void()>& code) noexcept {
  int status = 0;
  try {
    code();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child %d: %s\n", static_cast<int>(::getpid()), error.what());
    status = 1;
  } catch (...) {
    std::fprintf(stderr, "child %d: an unknown exception\n", static_cast<int>(::getpid()));
    status = 1;
  }
  end_children();
  ::_exit(status);
}

}  // namespace

void run_family(milliseconds grace, const std::function<void()>& code) {
  if (family.role != Role::kNone) throw std::logic_error("run_family() within a family");
  family.role = Role::kParent;
  family.grace = grace;
  code();
  end_children();
  family = {};
}

pid_t start_child(Kind kind, const std::function<void()>& code) {
  if (family.role == Role::kNone) throw std::logic_error("start_child() outside of a family");
  if (family.role == Role::kDaemonicChild) {
    throw std::logic_error("a daemonic process may not have children");
  }
  std::vector<pid_t>& siblings = kind == Kind::kDaemonic ? family.daemonic : family.ordinary;
  siblings.reserve(siblings.size() + 1);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    if (kind == Kind::kDaemonic) die_with(parent);
    const Role role = kind == Kind::kDaemonic ? Role::kDaemonicChild : Role::kParent;
    family = {role, family.grace, {}, {}};
    live(code);
  }
  siblings.push_back(child);
  return child;
}

}  // namespace lockstep
