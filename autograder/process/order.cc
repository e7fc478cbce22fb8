// SPDX-License-Identifier: MIT
#include "autograder/process/order.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>

#include "autograder/base/check.h"
#include "autograder/process/no_trouble.h"
#include "autograder/runner/asleep.h"
#include "autograder/runner/tree.h"

namespace lockstep {
namespace {

using process::NoTrouble;

void make_pipe(Fd& reader, Fd& writer) {
  int ends[2];
  check("pipe", ::pipe2(ends, O_CLOEXEC));
  reader.reset(ends[0]);
  writer.reset(ends[1]);
}

// Whether the descriptor can be read within `timeout` milliseconds; -1: blocks until it can.
bool readable(int fd, int timeout) {
  pollfd entry{fd, POLLIN, 0};
  int ready = 0;
  while ((ready = ::poll(&entry, 1, timeout)) < 0 && errno == EINTR) continue;
  return check("poll", ready) > 0;
}

// The kernel tells nobody of these changes: they are looked for, at first after each millisecond.
// What takes longer, such as a stop, takes much longer, and each look costs.
class Pause {
 public:
  void wait() {
    constexpr int kLongest = 5;
    ::poll(nullptr, 0, std::min(++waits_ / 2 + 1, kLongest));
  }

 private:
  int waits_ = 0;
};

// Whether all of them sleep before they have used so many seconds of CPU time from now, if that is
// bounded.
bool sleep_within(const std::vector<pid_t>& processes, std::optional<double> most) {
  const NoTrouble aside;
  const double before = most ? use_of(processes).cpu_seconds : 0;
  Asleep asleep;
  Pause pause;
  while (std::ranges::all_of(processes, is_running)) {
    if (most && use_of(processes).cpu_seconds - before >= *most) return false;
    // One that is stopped goes on some time, perhaps just after the look.
    const std::string waits = asleep.look(processes);
    if (!waits.empty() && waits.find("stopped") == std::string::npos) return true;
    pause.wait();
  }
  return false;
}

}  // namespace

Gate::Gate() {
  const NoTrouble aside;
  make_pipe(reader_, writer_);
}

void Gate::pass() {
  const NoTrouble aside;
  readable(reader_.get(), -1);
}

void Gate::open() {
  const NoTrouble aside;
  const char token = 0;
  while (::write(writer_.get(), &token, 1) < 0 && errno == EINTR) continue;
}

Notes::Notes() {
  const NoTrouble aside;
  make_pipe(reader_, writer_);
}

void Notes::post(long number) {
  const NoTrouble aside;
  ssize_t written = 0;
  while ((written = ::write(writer_.get(), &number, sizeof number)) < 0 && errno == EINTR) continue;
  check("write", written);
}

long Notes::take() {
  const NoTrouble aside;
  long number = 0;
  ssize_t got = 0;
  while ((got = ::read(reader_.get(), &number, sizeof number)) < 0 && errno == EINTR) continue;
  check("read", got);
  return number;
}

bool Notes::any() {
  const NoTrouble aside;
  return readable(reader_.get(), 0);
}

void await_end(pid_t process) {
  const NoTrouble aside;
  const Fd ended(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  if (ended) readable(ended.get(), -1);
}

std::string states_of(pid_t process) {
  const NoTrouble aside;
  std::string states;
  for (const pid_t thread : threads_of(process)) {
    if (const char state = thread_state(process, thread)) states += state;
  }
  return states;
}

char state_of(pid_t process) {
  const std::string states = states_of(process);
  const auto living = states.find_first_not_of("ZX");
  return states.empty() ? 'X' : states[living == std::string::npos ? 0 : living];
}

bool is_running(pid_t process) {
  const char state = state_of(process);
  return state != 'X' && state != 'Z';
}

bool await_state(pid_t process, char state) {
  const NoTrouble aside;
  for (Pause pause;; pause.wait()) {
    const std::string now = states_of(process);
    if (now.find_first_not_of(state) == std::string::npos) return !now.empty() || state == 'X';
    if (now.find_first_not_of("ZX") == std::string::npos && state != 'X') return false;
  }
}

void await_rest(pid_t process) {
  const NoTrouble aside;
  for (Pause pause; state_of(process) == 'R'; pause.wait()) continue;
}

bool await_asleep(pid_t process) { return await_asleep(std::vector{process}); }

bool await_asleep(const std::vector<pid_t>& processes) {
  return sleep_within(processes, std::nullopt);
}

bool await_asleep(pid_t process, std::chrono::milliseconds most) {
  return sleep_within({process}, std::chrono::duration<double>(most).count());
}

}  // namespace lockstep
