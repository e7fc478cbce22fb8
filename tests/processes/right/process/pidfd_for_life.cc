// Holds a pidfd from start to end: all waiting is poll() on it, and the end is asked by waitid().
// SPDX-License-Identifier: MIT
#include "lessons/processes/process.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <system_error>

extern "C" int pidfd_open(pid_t, unsigned) noexcept;  // missing in the header of glibc 2.36 for C++

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

std::atomic<int> names{0};

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

}  // namespace

struct Process::State {
  enum class Life { kNew, kRunning, kEnded };

  std::function<int()> function;
  std::string name;
  const pid_t owner = ::getpid();
  Life life = Life::kNew;
  pid_t pid = 0;
  int fd = -1;
  int code = 0;

  void require_owner() const {
    if (owner != ::getpid()) throw std::logic_error(name + " belongs to another process");
  }
  void require_start() const {
    require_owner();
    if (life == Life::kNew) throw std::logic_error(name + " was not started");
  }

  // Null: no deadline. Returns whether it has ended.
  bool await(const Clock::time_point* deadline) {
    while (life == Life::kRunning) {
      const auto left = deadline == nullptr ? Clock::duration::max() : *deadline - Clock::now();
      const auto none = Clock::duration::zero();
      const auto ns = std::max(left, none).count();
      const timespec span = {ns / 1'000'000'000, ns % 1'000'000'000};
      pollfd entry = {fd, POLLIN, 0};
      const int ready = ::ppoll(&entry, 1, deadline == nullptr ? nullptr : &span, nullptr);
      if (ready > 0) reap();
      if (ready == 0 && left <= none) return false;
    }
    return true;
  }

  bool look() {
    const auto now = Clock::now();
    return life == Life::kNew || await(&now);
  }

  void reap() {
    siginfo_t info = {};
    while (::waitid(P_PIDFD, static_cast<id_t>(fd), &info, WEXITED) < 0) {
      if (errno != EINTR) fail("waitid");
    }
    code = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
    life = Life::kEnded;
    ::close(fd);
  }

  void signal(int number) {
    require_start();
    if (!look()) ::kill(pid, number);
  }
};

Process::Process(std::function<int()> function, std::string name)
    : state_(std::make_unique<State>()) {
  if (name.empty()) name = "Process-" + std::to_string(++names);
  state_->function = std::move(function);
  state_->name = std::move(name);
}

Process::~Process() {
  if (state_->owner == ::getpid()) state_->await(nullptr);
}

int Process::run() {
  if (!state_->function) return 0;
  return state_->function();
}

void Process::start() {
  state_->require_owner();
  if (state_->life != State::Life::kNew) throw std::logic_error("started twice");
  std::cout << std::flush;
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  state_->life = State::Life::kRunning;
  if (child > 0) {
    state_->pid = child;
    state_->fd = ::pidfd_open(child, 0);
    return;
  }
  state_->pid = ::getpid();
  int code = 1;
  std::string words;
  try {
    code = run();
  } catch (const std::exception& exception) {
    words = exception.what();
  } catch (...) {
    words = "unknown";
  }
  if (code == 1 && !words.empty()) {
    std::fprintf(stderr, "Exception in process %s: %s\n", state_->name.c_str(), words.c_str());
  }
  std::cout << std::flush;
  std::fflush(nullptr);
  ::_Exit(code);
}

void Process::join() {
  state_->require_start();
  state_->await(nullptr);
}

bool Process::join_for(std::chrono::nanoseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  state_->require_start();
  return state_->await(&deadline);
}

std::optional<int> Process::exit_code() {
  state_->require_owner();
  state_->look();
  if (state_->life != State::Life::kEnded) return std::nullopt;
  return state_->code;
}

bool Process::is_alive() {
  state_->require_owner();
  return !state_->look();
}

void Process::terminate() { state_->signal(SIGTERM); }

void Process::kill() { state_->signal(SIGKILL); }

pid_t Process::pid() const { return state_->pid; }

std::string Process::name() const { return state_->name; }

std::vector<int> run_in_processes(int count, const std::function<int(int number)>& function) {
  if (count < 0) throw std::invalid_argument("count");
  std::vector<std::unique_ptr<Process>> all;
  int started = 0;
  for (int i = 0; i < count; ++i) {
    all.push_back(std::make_unique<Process>([&function, i] { return function(i); }));
  }
  try {
    for (; started < count; ++started) all[static_cast<std::size_t>(started)]->start();
  } catch (const std::system_error&) {
    for (int i = 0; i < started; ++i) all[static_cast<std::size_t>(i)]->kill();
    throw;
  }
  std::vector<int> codes;
  for (auto& process : all) {
    process->join();
    codes.push_back(process->exit_code().value());
  }
  return codes;
}

}  // namespace lockstep
