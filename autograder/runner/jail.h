// SPDX-License-Identifier: MIT
// Where a claim's process runs: in a box of bubblewrap (box.h), under filters on system calls
// (filter.h), with limits, and watched. What a machine does not offer is left out and named; the
// remaining layers hold.
#ifndef AUTOGRADER_RUNNER_JAIL_H_
#define AUTOGRADER_RUNNER_JAIL_H_

#include <memory>
#include <string>
#include <vector>

#include "autograder/base/process.h"
#include "autograder/runner/allowance.h"
#include "autograder/runner/cgroup.h"
#include "autograder/runner/jail_end.h"
#include "autograder/runner/layers.h"
#include "autograder/runner/readable_copy.h"

namespace lockstep {

// Not thread-safe: one claim at a time, as all processes below this one belong to it.
class Jail {
 public:
  // Makes this process the one that inherits processes left behind. One jail at a time. Throws
  // std::exception when an exercise needs a layer that is missing.
  Jail(const Allowance& allowance, Layers layers);

  // Runs `program` (an absolute path) with `arguments` and what the rest of `command` says, to its
  // end; afterwards no process of it is left. Blocks. Throws std::system_error when it cannot be
  // started. After two programs that a limit of time has ended, those limits are a fifth: one that
  // hangs in every claim must not hold up a class for each of them.
  JailEnd run(const std::string& program, const std::vector<std::string>& arguments,
              Command command);

  // The path of the program as code inside sees it.
  std::string inside(const std::string& program) const;
  // The layers that this machine lacks, in words.
  const std::vector<std::string>& missing_layers() const { return layers_.missing; }
  const Allowance& allowance() const { return allowance_; }

 private:
  int enter() const;
  void limit() const;
  void hurry();
  std::string rules() const;
  const std::string& readable(const std::string& program);

  Allowance allowance_;
  Layers layers_;
  std::unique_ptr<Cgroup> cgroup_;
  std::string outer_filter_;
  std::string inner_filter_;
  std::vector<ReadableCopy> copies_;
  int out_of_time_ = 0;  // how many programs a limit of time has ended
};

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_JAIL_H_
