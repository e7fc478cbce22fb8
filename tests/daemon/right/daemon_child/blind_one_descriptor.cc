// SPDX-License-Identifier: MIT
// right: Waits for the daemonic children one after the other by a descriptor of the process, all
// until the same moment: no signal is touched. When there is no descriptor to be had, it looks now
// and then.
#include "lessons/daemon/daemon_child.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
extern "C" {
#include <sys/pidfd.h>
}

#include <algorithm>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

enum class Role { kNone, kHead, kOrdinary, kDaemonic };

struct Child {
  pid_t id;
  Kind kind;
};

// Of this process; a child begins with a copy.
Role role = Role::kNone;
milliseconds grace_time;
std::vector<Child> children;

// Whether it has ended; then it is waited for.
bool is_gone(pid_t id, int options) {
  for (;;) {
    const pid_t result = waitpid(id, nullptr, options);
    if (result == 0) return false;
    if (result == id || errno != EINTR) return true;
  }
}

int rounded_up(steady_clock::duration time) {
  return static_cast<int>(std::max<long>(0, std::chrono::ceil<milliseconds>(time).count()));
}

// Until it has ended, or the deadline.
void await(pid_t id, steady_clock::time_point deadline) {
  const int process = pidfd_open(id, 0);
  for (;;) {
    const int left = rounded_up(deadline - steady_clock::now());
    if (left == 0) break;
    if (process >= 0) {
      pollfd entry{process, POLLIN, 0};
      if (poll(&entry, 1, left) > 0) break;
    } else {
      siginfo_t info{};
      if (waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
          info.si_pid == id) {
        break;
      }
      poll(nullptr, 0, std::min(left, 2));
    }
  }
  if (process >= 0) close(process);
}

void end_children() {
  const auto deadline = steady_clock::now() + grace_time;
  for (const Child& child : children) {
    if (child.kind == Kind::kDaemonic) kill(child.id, SIGTERM);
  }
  for (const Child& child : children) {
    if (child.kind == Kind::kDaemonic) await(child.id, deadline);
  }
  std::erase_if(children, [](const Child& child) {
    return child.kind == Kind::kDaemonic && is_gone(child.id, WNOHANG);
  });
  for (const Child& child : children) {
    if (child.kind == Kind::kDaemonic) kill(child.id, SIGKILL);
  }
  for (const Kind kind : {Kind::kDaemonic, Kind::kOrdinary}) {
    for (const Child& child : children) {
      if (child.kind == kind) is_gone(child.id, 0);
    }
  }
  children.clear();
}

// Runs the code, and then the end. Returns what has left the code, if anything has.
std::exception_ptr run(const std::function<void()>& code) {
  std::exception_ptr thrown;
  try {
    code();
  } catch (...) {
    thrown = std::current_exception();
  }
  end_children();
  return thrown;
}

void tell(const std::exception_ptr& thrown) {
  sigset_t pipes;  // whoever reads standard error may be gone
  sigemptyset(&pipes);
  sigaddset(&pipes, SIGPIPE);
  sigprocmask(SIG_BLOCK, &pipes, nullptr);
  std::string text = "an exception has left the code of a child: ";
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    text += error.what();
  } catch (...) {
    text += "not a std::exception";
  }
  text += '\n';
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = write(2, text.data() + done, text.size() - done);
    if (count < 0 && errno != EINTR) break;
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

[[noreturn]] void be_child(Kind kind, const std::function<void()>& code, pid_t parent) noexcept {
  if (kind == Kind::kDaemonic) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // If it was dead before, no signal comes.
    if (getppid() != parent) kill(getpid(), SIGKILL);
  }
  role = kind == Kind::kDaemonic ? Role::kDaemonic : Role::kOrdinary;
  children.clear();
  const std::exception_ptr thrown = run(code);
  if (thrown) tell(thrown);
  _exit(thrown ? 1 : 0);
}

}  // namespace

void run_family(milliseconds grace, const std::function<void()>& code) {
  if (role != Role::kNone) throw std::logic_error("run_family() in a code of a family");
  role = Role::kHead;
  grace_time = grace;
  const std::exception_ptr thrown = run(code);
  role = Role::kNone;
  if (thrown) std::rethrow_exception(thrown);
}

pid_t start_child(Kind kind, const std::function<void()>& code) {
  if (role == Role::kNone) throw std::logic_error("start_child() outside of a family");
  if (role == Role::kDaemonic) throw std::logic_error("start_child() in a daemonic child");
  children.reserve(children.size() + 1);  // so that nothing fails behind the fork
  const pid_t parent = getpid();
  const pid_t id = fork();
  if (id == -1) throw std::system_error(errno, std::generic_category(), "fork");
  if (id == 0) be_child(kind, code, parent);
  children.push_back({id, kind});
  return id;
}

}  // namespace lockstep
