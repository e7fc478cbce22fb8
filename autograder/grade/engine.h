// SPDX-License-Identifier: MIT
// Bazel, as the grader uses it.
#ifndef AUTOGRADER_GRADE_ENGINE_H_
#define AUTOGRADER_GRADE_ENGINE_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "autograder/grade/build_events.h"

namespace lockstep {

struct BuildRequest {
  std::filesystem::path workspace;
  std::filesystem::path stage;       // laid over the workspace
  std::vector<std::string> targets;  // labels
  std::vector<std::string> flags;    // further flags for `bazel build`
  // Called now and then with the number of targets that are done.
  std::function<void(int)> on_progress;
};

struct BuildResult {
  BuildEvents events;
  bool interrupted = false;  // by the user
  std::string log;           // what Bazel said, its end; for an instructor
};

// Builds all targets with one Bazel, going on after failures. Blocks until it is done. Throws
// std::runtime_error when Bazel is not there or refuses to start.
BuildResult build(const BuildRequest& request);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_ENGINE_H_
