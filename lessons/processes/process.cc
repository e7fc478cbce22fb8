// SPDX-License-Identifier: MIT
// Your process. The contract is in process.h; run it with
//   bazel test //lessons/processes:process_test
#include "lessons/processes/process.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

struct Process::State {};

Process::Process(std::function<int()> function, std::string name) {
  (void)function;
  (void)name;
  not_implemented("Process::Process");
}

Process::~Process() = default;

int Process::run() { not_implemented("Process::run"); }

void Process::start() { not_implemented("Process::start"); }

void Process::join() { not_implemented("Process::join"); }

bool Process::join_for(std::chrono::nanoseconds timeout) {
  (void)timeout;
  not_implemented("Process::join_for");
}

std::optional<int> Process::exit_code() { not_implemented("Process::exit_code"); }

bool Process::is_alive() { not_implemented("Process::is_alive"); }

void Process::terminate() { not_implemented("Process::terminate"); }

void Process::kill() { not_implemented("Process::kill"); }

pid_t Process::pid() const { not_implemented("Process::pid"); }

std::string Process::name() const { not_implemented("Process::name"); }

std::vector<int> run_in_processes(int count, const std::function<int(int number)>& function) {
  (void)count;
  (void)function;
  not_implemented("run_in_processes");
}

}  // namespace lockstep
