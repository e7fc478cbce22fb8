// SPDX-License-Identifier: MIT
// A control group of one runner, where the machine lets it make one: the kernel's own limits on
// memory and on the number of processes, of version 2 or version 1.
#ifndef AUTOGRADER_RUNNER_CGROUP_H_
#define AUTOGRADER_RUNNER_CGROUP_H_

#include <filesystem>
#include <string>
#include <vector>

#include "autograder/base/fd.h"
#include "autograder/runner/allowance.h"

namespace lockstep {

class Cgroup {
 public:
  // Makes a group for each of "memory" and "pids" that can be limited here; maybe none.
  explicit Cgroup(const Allowance& allowance);
  // Removes the groups. All processes in them must have ended.
  ~Cgroup();
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;

  bool limits_memory() const { return limits_memory_; }
  bool limits_tasks() const { return limits_tasks_; }

  // Moves the calling process into the groups. Async-signal-safe; 0 or an error number.
  int enter() const;

  // How many processes the kernel ended for want of memory since the groups were made.
  long memory_kills() const;
  // How often the kernel refused a new process or thread since then.
  long task_refusals() const;

 private:
  // The numbers after `word` in these files of all groups, added up.
  long count(const std::string& word, const std::vector<std::string>& files) const;
  // Tries a group in `parent`; true when the limit is in force.
  bool make(const std::filesystem::path& parent, const std::string& file, const std::string& limit);

  bool limits_memory_ = false;
  bool limits_tasks_ = false;
  std::vector<std::filesystem::path> groups_;
  std::vector<Fd> entrances_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_CGROUP_H_
