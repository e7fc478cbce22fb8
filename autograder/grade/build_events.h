// SPDX-License-Identifier: MIT
// Understands Bazel's build events (--build_event_json_file): one JSON object a line.
#ifndef AUTOGRADER_GRADE_BUILD_EVENTS_H_
#define AUTOGRADER_GRADE_BUILD_EVENTS_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lockstep {

// Fed line by line, in order. Not thread-safe.
class BuildEvents {
 public:
  // An event that is not understood is skipped: Bazel's versions differ. Throws when the line is
  // not JSON.
  void add(const std::string& line);

  int targets_completed() const { return static_cast<int>(completed_.size()); }
  bool succeeded(const std::string& label) const;

  // The files that the target's default output has; empty unless it succeeded.
  std::vector<std::filesystem::path> outputs(const std::string& label) const;

  // Why a target did not succeed: what the failed action said, as far as Bazel tells; for an
  // instructor.
  std::string failure(const std::string& label) const;

 private:
  struct Completed {
    bool success = false;
    std::vector<std::string> sets;
  };
  struct FileSet {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> sets;
  };

  void collect(const std::string& set, std::vector<std::filesystem::path>& out) const;

  std::map<std::string, Completed> completed_;
  std::map<std::string, FileSet> sets_;
  std::map<std::string, std::string> action_failures_;  // by label
};

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_BUILD_EVENTS_H_
