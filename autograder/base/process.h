// SPDX-License-Identifier: MIT
// Runs another program to its end and keeps what it said, within limits.
#ifndef AUTOGRADER_BASE_PROCESS_H_
#define AUTOGRADER_BASE_PROCESS_H_

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

struct Finished;

struct Command {
  std::vector<std::string> argv;         // argv[0] is a path; PATH is not searched
  std::vector<std::string> environment;  // all of it: "NAME=value"
  // What the child reads from a descriptor; it ends there. Every other input is /dev/null. At most
  // 60000 bytes each: what a pipe holds.
  std::map<int, std::string> input;
  // The child's descriptors that are kept, each with the most bytes to keep. What is beyond is read
  // and dropped.
  std::map<int, std::size_t> output = {{1, 1 << 20}, {2, 1 << 20}};
  std::chrono::milliseconds wall_limit = std::chrono::hours(1);
  int cpu_seconds = 0;                   // 0: no limit
  bool fixed_addresses = false;          // no address space randomization
  std::filesystem::path working_folder;  // empty: ours
  // Stays in our process group, so that the terminal's interrupt reaches it too, and is interrupted
  // when we die. Otherwise it leads a group of its own, which is killed when it has ended.
  bool interrupted_with_us = false;
  // Called with each piece of descriptor 2 as it comes, for progress; may be empty.
  std::function<void(std::string_view)> on_error_output;
  // Called in the child between fork and exec, after its descriptors were put in place; may be
  // empty. Only async-signal-safe calls. Returns 0, or the error for which the program cannot be
  // started.
  std::function<int()> prepare;
  // Called every `watch_interval` while the program runs; may be empty. When it returns true, the
  // program is ended.
  std::function<bool(const Finished& so_far)> watch;
  std::chrono::milliseconds watch_interval{10};
};

struct Finished {
  int exit_code = -1;  // -1 when it was killed by a signal
  int signal = 0;      // 0 when it exited
  bool wall_limit_hit = false;
  bool ended_by_watch = false;
  double cpu_seconds = 0;
  std::map<int, std::string> output;   // by descriptor, as in Command::output
  std::map<int, std::size_t> written;  // how much came, with what was not kept
  bool ok() const { return exit_code == 0; }
};

// Blocks until the program has ended and its outputs are closed or its wall limit is reached; then
// its whole process group is killed. Throws std::system_error when the program cannot be started.
Finished run(const Command& command);

// This process's environment without what could change how a tool behaves: PATH, HOME, TERM, LANG,
// USER and TMPDIR only.
std::vector<std::string> plain_environment();

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_PROCESS_H_
