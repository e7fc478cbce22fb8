// SPDX-License-Identifier: MIT
// Lays submitted files out as packages for Bazel, named by their content: the same file is the same
// package, whoever sent it, and is built and run once.
#ifndef AUTOGRADER_GRADE_STAGE_H_
#define AUTOGRADER_GRADE_STAGE_H_

#include <filesystem>
#include <set>
#include <string>

#include "autograder/grade/judge.h"

namespace lockstep {

// Used by one grading run at a time (see StageLock); not thread-safe.
class Stage {
 public:
  // Packages go below `root`, which is created. What an earlier run left there is used again.
  explicit Stage(std::filesystem::path root);

  // Adds a file and returns the label of the target that grades it. The same content for the same
  // exercise gives the same label.
  std::string add(const ExerciseName& exercise, const std::string& content);

  // Makes the target of `label` run its claims again when it is built the next time, although
  // nothing changed.
  void run_again(const std::string& label);

  // Removes the packages that were not added in this run.
  void remove_others();

  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;
  std::set<std::filesystem::path> added_;  // packages, relative to root_
};

// The SHA-256 of `text`, as 64 hexadecimal digits.
std::string sha256(const std::string& text);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_STAGE_H_
