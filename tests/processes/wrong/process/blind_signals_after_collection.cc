// expect: wrong result in Process.NobodyIsSentASignalAfterTheEnd
// terminate() and kill() send their signal to the number that was the child once, also when its end
// has been collected: by then it may be that of a stranger.
// SPDX-License-Identifier: MIT
#include "lessons/processes/process.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <system_error>

extern "C" {
#include <sys/pidfd.h>
}

namespace lockstep {

struct Process::State {
  std::function<int()> function;
  std::string name;
  pid_t owner = ::getpid();
  pid_t pid = 0;
  std::optional<int> status;

  void check_owner() const {
    if (::getpid() != owner) throw std::logic_error("it belongs to another process");
  }

  void check_started() const {
    check_owner();
    if (pid == 0) throw std::logic_error("the process was not started");
  }

  void collect(int options) {
    if (pid == 0 || status) return;
    int found = 0;
    pid_t got;
    while ((got = ::waitpid(pid, &found, options)) < 0 && errno == EINTR) continue;
    if (got == pid) status = found;
  }

  void send(int signal) {
    check_started();
    ::kill(pid, signal);
  }
};

namespace {

std::string numbered_name() {
  static int last = 0;
  return "Process-" + std::to_string(++last);
}

void flush_output() {
  std::cout.flush();
  std::fflush(stdout);
}

void tell(const std::string& name, const char* what) {
  std::cerr << "Exception in process " + name + ": " + what + "\n" << std::flush;
}

[[noreturn]] void run_child(Process& process) {
  int code = 1;
  try {
    code = process.run();
  } catch (const std::exception& exception) {
    tell(process.name(), exception.what());
  } catch (...) {
    tell(process.name(), "unknown");
  }
  flush_output();
  ::_exit(code);
}

void await_end(pid_t pid, std::chrono::steady_clock::time_point deadline) {
  const int fd = ::pidfd_open(pid, 0);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "pidfd_open");
  for (;;) {
    const auto left = deadline - std::chrono::steady_clock::now();
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    pollfd entry = {fd, POLLIN, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::clamp<long>(ms, 0, 1'000'000'000)));
    if (ready > 0 || (ready == 0 && std::chrono::steady_clock::now() >= deadline)) break;
  }
  ::close(fd);
}

}  // namespace

Process::Process(std::function<int()> function, std::string name)
    : state_(std::make_unique<State>()) {
  state_->function = std::move(function);
  state_->name = name.empty() ? numbered_name() : std::move(name);
}

Process::~Process() {
  if (::getpid() == state_->owner) state_->collect(0);
}

int Process::run() { return state_->function ? state_->function() : 0; }

void Process::start() {
  state_->check_owner();
  if (state_->pid != 0) throw std::logic_error("a process is started once");
  flush_output();
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  state_->pid = child == 0 ? ::getpid() : child;
  if (child == 0) run_child(*this);
}

void Process::join() {
  state_->check_started();
  state_->collect(0);
}

bool Process::join_for(std::chrono::nanoseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  state_->check_started();
  state_->collect(WNOHANG);
  if (!state_->status && timeout > timeout.zero()) {
    await_end(state_->pid, deadline);
    state_->collect(WNOHANG);
  }
  return state_->status.has_value();
}

std::optional<int> Process::exit_code() {
  state_->check_owner();
  state_->collect(WNOHANG);
  if (!state_->status) return std::nullopt;
  const int status = *state_->status;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool Process::is_alive() {
  state_->check_owner();
  state_->collect(WNOHANG);
  return state_->pid != 0 && !state_->status;
}

void Process::terminate() { state_->send(SIGTERM); }

void Process::kill() { state_->send(SIGKILL); }

pid_t Process::pid() const { return state_->pid; }

std::string Process::name() const { return state_->name; }

std::vector<int> run_in_processes(int count, const std::function<int(int number)>& function) {
  if (count < 0) throw std::invalid_argument("fewer than no processes");
  std::vector<std::unique_ptr<Process>> processes;
  try {
    for (int number = 0; number < count; ++number) {
      processes.push_back(
          std::make_unique<Process>([&function, number] { return function(number); }));
      processes.back()->start();
    }
  } catch (...) {
    for (const auto& process : processes) {
      if (process->pid() != 0) process->kill();
    }
    throw;
  }
  std::vector<int> codes;
  for (const auto& process : processes) {
    process->join();
    codes.push_back(*process->exit_code());
  }
  return codes;
}

}  // namespace lockstep
