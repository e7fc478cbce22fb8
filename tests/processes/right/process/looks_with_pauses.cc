// Nothing but wait4(): join_for() looks again and again, with pauses that grow.
// SPDX-License-Identifier: MIT
#include "lessons/processes/process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace lockstep {

struct Process::State {
  std::function<int()> function;
  std::string name;
  pid_t maker;
  pid_t child = 0;
  bool ended = false;
  int code = 0;
};

namespace {

// Whether a wait for the child found its end.
bool found_end(pid_t child, int options, int& code) {
  for (;;) {
    int status = 0;
    const pid_t found = ::wait4(child, &status, options, nullptr);
    if (found < 0 && errno == EINTR) continue;
    if (found != child) return false;
    code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return true;
  }
}

void flush() {
  std::cout.flush();
  std::fflush(stdout);
}

void complain(const std::string& name, const std::string& what) {
  const std::string line = "Exception in process " + name + ": " + what + "\n";
  std::fputs(line.c_str(), stderr);
}

void expect(bool holds, const char* words) {
  if (!holds) throw std::logic_error(words);
}

constexpr char kStranger[] = "not the owner";
constexpr char kNotStarted[] = "not started";

}  // namespace

Process::Process(std::function<int()> function, std::string name)
    : state_(new State{std::move(function), std::move(name), ::getpid()}) {
  static int number = 0;
  if (state_->name.empty()) state_->name = "Process-" + std::to_string(++number);
}

Process::~Process() {
  if (::getpid() != state_->maker || state_->child == 0 || state_->ended) return;
  found_end(state_->child, 0, state_->code);
}

int Process::run() { return state_->function == nullptr ? 0 : state_->function(); }

void Process::start() {
  expect(::getpid() == state_->maker, kStranger);
  expect(state_->child == 0, "started before");
  flush();
  const pid_t child = ::fork();
  if (child == -1) throw std::system_error(errno, std::system_category(), "fork");
  if (child != 0) {
    state_->child = child;
    return;
  }
  state_->child = ::getpid();
  int code = 1;
  try {
    code = run();
  } catch (const std::exception& e) {
    complain(state_->name, e.what());
  } catch (...) {
    complain(state_->name, "unknown");
  }
  flush();
  ::_exit(code);
}

void Process::join() {
  expect(::getpid() == state_->maker, kStranger);
  expect(state_->child != 0, kNotStarted);
  if (!state_->ended) state_->ended = found_end(state_->child, 0, state_->code);
}

bool Process::join_for(std::chrono::nanoseconds timeout) {
  const auto begin = std::chrono::steady_clock::now();
  expect(::getpid() == state_->maker, kStranger);
  expect(state_->child != 0, kNotStarted);
  auto pause = std::chrono::microseconds(100);
  while (is_alive()) {
    if (std::chrono::steady_clock::now() - begin >= timeout) return false;
    std::this_thread::sleep_for(pause);
    if (pause < std::chrono::milliseconds(10)) pause *= 2;
  }
  return true;
}

std::optional<int> Process::exit_code() {
  if (is_alive() || state_->child == 0) return std::nullopt;
  return state_->code;
}

bool Process::is_alive() {
  expect(::getpid() == state_->maker, kStranger);
  if (state_->child == 0 || state_->ended) return false;
  state_->ended = found_end(state_->child, WNOHANG, state_->code);
  return !state_->ended;
}

void Process::terminate() {
  const bool alive = is_alive();
  expect(state_->child != 0, kNotStarted);
  if (alive) ::kill(state_->child, SIGTERM);
}

void Process::kill() {
  const bool alive = is_alive();
  expect(state_->child != 0, kNotStarted);
  if (alive) ::kill(state_->child, SIGKILL);
}

pid_t Process::pid() const { return state_->child; }

std::string Process::name() const { return state_->name; }

std::vector<int> run_in_processes(int count, const std::function<int(int number)>& function) {
  if (count < 0) throw std::invalid_argument("negative");
  std::vector<std::unique_ptr<Process>> running;
  std::exception_ptr refused;
  while (!refused && std::ssize(running) < count) {
    const int number = static_cast<int>(running.size());
    auto next = std::make_unique<Process>([&function, number] { return function(number); });
    try {
      next->start();
      running.push_back(std::move(next));
    } catch (...) {
      refused = std::current_exception();
    }
  }
  std::vector<int> codes;
  for (auto& process : running) {
    if (refused) process->kill();
  }
  for (auto& process : running) {
    process->join();
    codes.push_back(*process->exit_code());
  }
  if (refused) std::rethrow_exception(refused);
  return codes;
}

}  // namespace lockstep
