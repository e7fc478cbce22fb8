// SPDX-License-Identifier: MIT
// Model answer for lessons/daemon/daemon_child.h: each process keeps a list of its own children,
// and both kinds of processes, the first one and its children, end by the same function.
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

// That of glibc 2.36 does not say that it is C.
extern "C" {
#include <sys/pidfd.h>
}

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

enum class Role {
  kNone,
  kParent,
  kDaemonicChild
};  // kParent: the first process, ordinary children

// What this process is and has. A child is born with a copy of its parent's, and must not keep it:
// the children in there are its siblings.
struct Family {
  Role role = Role::kNone;
  milliseconds grace{0};
  std::vector<pid_t> daemonic;
  std::vector<pid_t> ordinary;
};

Family family;

// Whether the child ends before the deadline; does not reap it. A pidfd becomes readable at the
// end of its process, so nobody has to look again and again, and no signal has to be caught.
bool ends_before(pid_t child, steady_clock::time_point deadline) {
  pollfd entry{::pidfd_open(child, 0), POLLIN, 0};
  int ready = 0;
  do {
    // The time that is left, not the time that there was: a signal must not start it again. When
    // there was no descriptor to be had, poll() ignores the entry and waits until the deadline.
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    ready = ::poll(&entry, 1, left < 0 ? 0 : static_cast<int>(left));
  } while (ready < 0 && errno == EINTR);
  if (entry.fd >= 0) ::close(entry.fd);
  return ready > 0;
}

// By its number, never "any child": the process may have others, and they are not ours.
void reap(pid_t child) {
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
}

// The steps of the end. Nobody but this function waits for these children, so each number still
// means its child when a signal is sent to it: at worst that is a zombie, which does not mind.
void end_children() {
  for (const pid_t child : family.daemonic) ::kill(child, SIGTERM);
  // One deadline for all: they use their time side by side.
  const auto deadline = steady_clock::now() + family.grace;
  for (const pid_t child : family.daemonic) {
    if (!ends_before(child, deadline)) ::kill(child, SIGKILL);
  }
  for (const pid_t child : family.daemonic) reap(child);
  // Last, because an ordinary child may well wait for the end of a daemonic one.
  for (const pid_t child : family.ordinary) reap(child);
}

// Asks the kernel to kill this process when its parent dies. If that has died before the call, the
// kernel has missed it; but then there is another parent already.
void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
}

// Runs in the child. noexcept: nothing may get out of here into the parent's code.
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
  // Not exit(): what is registered and buffered is the parent's, and would happen twice.
  ::_exit(status);
}

}  // namespace

void run_family(milliseconds grace, const std::function<void()>& code) {
  if (family.role != Role::kNone) throw std::logic_error("run_family() within a family");
  family.role = Role::kParent;
  family.grace = grace;
  std::exception_ptr left;
  try {
    code();
  } catch (...) {
    left = std::current_exception();
  }
  end_children();
  family = {};
  if (left) std::rethrow_exception(left);
}

pid_t start_child(Kind kind, const std::function<void()>& code) {
  if (family.role == Role::kNone) throw std::logic_error("start_child() outside of a family");
  if (family.role == Role::kDaemonicChild) {
    throw std::logic_error("a daemonic process may not have children");
  }
  std::vector<pid_t>& siblings = kind == Kind::kDaemonic ? family.daemonic : family.ordinary;
  // A place for it first: when memory is short, no child is there yet that nobody knows of.
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

// The C++ standard library knows no processes. Python's multiprocessing has Process(daemon=True)
// and does steps 1 and 4 at the end of the interpreter and of each child. systemd does the same for
// the processes of a service: SIGTERM, TimeoutStopSec, SIGKILL; it finds them by their control
// group, which no process leaves by a fork.
