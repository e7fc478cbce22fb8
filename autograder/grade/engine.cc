// SPDX-License-Identifier: MIT
#include "autograder/grade/engine.h"

#include <fstream>
#include <stdexcept>

#include "autograder/base/file.h"
#include "autograder/base/process.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

constexpr char kBazel[] = "/usr/bin/bazel";
constexpr int kInterrupted = 8;  // Bazel's exit code: https://bazel.build/run/scripts
constexpr std::size_t kLogBytes = 8000;

// Follows a growing file of build events.
class EventFile {
 public:
  explicit EventFile(const fs::path& path) : path_(path) { fs::remove(path_); }

  // Adds the whole lines that are new.
  void follow(BuildEvents& events) {
    std::ifstream file(path_);
    if (!file.seekg(done_)) return;
    for (std::string line; std::getline(file, line);) {
      if (file.eof()) return;  // no newline yet: half a line
      done_ += static_cast<std::streamoff>(line.size()) + 1;
      if (!line.empty()) events.add(line);
    }
  }

 private:
  fs::path path_;
  std::streamoff done_ = 0;
};

Command command_for(const BuildRequest& request, const fs::path& events, const fs::path& targets) {
  Command command;
  command.argv = {
      kBazel, "build", "--keep_going", "--color=no", "--curses=no",
      // Lines of progress are what wakes us up to look at the events.
      "--show_progress_rate_limit=0.2", "--package_path=%workspace%:" + request.stage.string(),
      "--build_event_json_file=" + events.string(), "--target_pattern_file=" + targets.string()};
  command.argv.insert(command.argv.end(), request.flags.begin(), request.flags.end());
  command.environment = plain_environment();
  command.working_folder = request.workspace;
  command.output = {{1, kLogBytes}, {2, 64 << 20}};
  command.wall_limit = std::chrono::hours(24);
  command.interrupted_with_us = true;
  return command;
}

}  // namespace

BuildResult build(const BuildRequest& request) {
  if (!fs::exists(kBazel)) throw std::runtime_error("there is no Bazel: run tools/setup");
  const fs::path events_path = request.stage / "events.json";
  const fs::path targets_path = request.stage / "targets";
  std::string targets;
  for (const std::string& label : request.targets) targets += label + "\n";
  write_file(targets_path, targets);

  BuildResult result;
  EventFile events(events_path);
  Command command = command_for(request, events_path, targets_path);
  command.on_error_output = [&](std::string_view) {
    events.follow(result.events);
    if (request.on_progress) request.on_progress(result.events.targets_completed());
  };
  const Finished finished = run(command);
  events.follow(result.events);
  const std::string& log = finished.output.at(2);
  result.log = log.substr(log.size() - std::min(log.size(), kLogBytes));
  result.interrupted = finished.exit_code == kInterrupted;
  if (!fs::exists(events_path)) throw std::runtime_error("Bazel did not start:\n" + result.log);
  return result;
}

}  // namespace lockstep
