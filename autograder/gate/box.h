// SPDX-License-Identifier: MIT
// Runs a tool over a student's text where it can neither see nor change anything else.
#ifndef AUTOGRADER_GATE_BOX_H_
#define AUTOGRADER_GATE_BOX_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "autograder/gate/scratch_folder.h"

namespace lockstep {

// The limits of one tool in the box. They are above what any honest file of an exercise needs by a
// factor of ten, and low enough for several at once.
struct BoxLimits {
  int cpu_seconds = 20;
  std::size_t memory_bytes = 3'000'000'000;  // address space
  std::size_t output_bytes = 64 << 20;       // of standard output
  std::size_t words_bytes = 256 << 10;       // of standard error; more is dropped
};

struct BoxResult {
  int exit_code = -1;  // 128 + N when signal N ended it
  std::string output;  // standard output
  std::string words;   // standard error
  std::string limit;   // the limit that stopped it, in words ("30 seconds of CPU time"), or empty
  bool ok() const { return exit_code == 0 && limit.empty(); }
};

// A folder of copied files, and tools that run in it. In the box there are /usr and that folder,
// both to read only: no network, no /dev, no /proc, no other process, nothing to write to but
// standard output. Not thread-safe.
class Box {
 public:
  static constexpr char kInside[] = "/w";  // where a tool in the box sees the folder

  // The folder is made next to `beginning`. Throws std::system_error.
  explicit Box(const std::filesystem::path& beginning) : folder_(beginning) {}

  // Puts a copy of a file, or text, into the folder under a relative name.
  void copy(const std::filesystem::path& file, const std::string& name);
  void write(const std::string& name, const std::string& text);

  // Runs a tool with the folder as its working folder. argv[0] is a path under /usr, or relative to
  // the folder. Blocks until it has ended. Throws std::runtime_error when the machine is at fault:
  // no bubblewrap, no such tool, a wall clock that runs out though the CPU limit did not.
  BoxResult run(const std::vector<std::string>& argv, const BoxLimits& limits = {});

  // Which protections this machine did not give to what ran, for the instructor; empty: none lack.
  const std::vector<std::string>& missing_layers() const { return missing_layers_; }

 private:
  ScratchFolder folder_;
  std::vector<std::string> missing_layers_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_BOX_H_
