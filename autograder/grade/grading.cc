// SPDX-License-Identifier: MIT
#include "autograder/grade/grading.h"

#include <fcntl.h>
#include <sys/file.h>

#include <map>
#include <optional>

#include "autograder/base/check.h"
#include "autograder/base/fd.h"
#include "autograder/grade/engine.h"
#include "autograder/grade/stage.h"
#include "autograder/runner/record.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

// Held while the stage is used.
Fd lock_stage(const fs::path& folder, const GradingRequest& request) {
  fs::create_directories(folder);
  const std::string path = folder / "lock";
  Fd lock(check("open " + path, ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    request.say("another grading run is using this checkout: waiting for it");
    check("lock " + path, ::flock(lock.get(), LOCK_EX));
  }
  return lock;
}

std::string claim_list_label(const ExerciseName& name) {
  return "//tests/" + name.lesson + ":" + name.exercise + "_claim_list";
}

class Grading {
 public:
  explicit Grading(const GradingRequest& request)
      : request_(request),
        lock_(lock_stage(request.workspace / ".lockstep", request)),
        stage_(request.workspace / ".lockstep" / "stage") {}

  Graded run() {
    stage_everything();
    Graded graded;
    graded.different_files = static_cast<int>(labels_.size());
    if (!build_all() || !try_failed_again() || !run_slow_again()) {
      graded.interrupted = true;
      return graded;
    }
    for (const Submission& submission : request_.submissions) {
      graded.students.push_back(result_of(submission));
    }
    say_missing_layers();
    return graded;
  }

 private:
  void stage_everything() {
    for (const Submission& submission : request_.submissions) {
      for (const ExerciseName& name : request_.exercises) {
        const auto file = submission.files.find(name.exercise);
        if (file != submission.files.end()) labels_.insert(stage_.add(name, file->second));
      }
    }
    stage_.remove_others();
  }

  // Builds `targets` and takes over what they gave. Returns false when the user interrupted it.
  bool build_targets(const std::vector<std::string>& targets, std::vector<std::string> flags) {
    BuildRequest build_request{
        request_.workspace, stage_.root(), targets, request_.bazel_flags, {}};
    build_request.flags.insert(build_request.flags.end(), flags.begin(), flags.end());
    build_request.on_progress = [&](int done) {
      request_.on_progress(std::min(done, static_cast<int>(labels_.size())),
                           static_cast<int>(labels_.size()));
    };
    const BuildResult result = build(build_request);
    for (const std::string& target : targets) take_over(target, result);
    return !result.interrupted;
  }

  void take_over(const std::string& target, const BuildResult& result) {
    const std::vector<fs::path> outputs = result.events.outputs(target);
    failures_.erase(target);
    records_.erase(target);
    if (outputs.size() == 1) {
      outputs_[target] = outputs.front();
    } else {
      failures_[target] = result.events.failure(target);
    }
  }

  // What the runner wrote for a file that could be graded.
  const Record& record(const std::string& label) {
    const auto [found, fresh] = records_.try_emplace(label);
    if (fresh) found->second = read_record(outputs_.at(label));
    return found->second;
  }

  bool build_all() {
    std::vector<std::string> targets(labels_.begin(), labels_.end());
    for (const ExerciseName& name : request_.exercises) targets.push_back(claim_list_label(name));
    return build_targets(targets, {});
  }

  // An action fails only by a fault of ours, and some of those pass.
  bool try_failed_again() {
    if (failures_.empty()) return true;
    request_.say(std::to_string(failures_.size()) + " could not be graded: trying once more");
    std::vector<std::string> targets;
    for (const auto& [label, text] : failures_) targets.push_back(label);
    return build_targets(targets, {});
  }

  // A verdict by the wall clock counts only when it comes again with nothing else running.
  bool run_slow_again() {
    std::vector<std::string> slow;
    for (const std::string& label : labels_) {
      if (!failures_.contains(label) && record(label).wall_clock()) {
        stage_.run_again(label);
        slow.push_back(label);
      }
    }
    if (slow.empty()) return true;
    request_.say(std::to_string(slow.size()) +
                 " reached the time limit: running them again, alone");
    if (!build_targets(slow, {"--jobs=1"})) return false;
    // Not to be taken from the cache the next time.
    for (const std::string& label : slow) {
      if (!failures_.contains(label) && record(label).wall_clock()) {
        stage_.run_again(label);
      }
    }
    return true;
  }

  // What this machine could not give the jail is for the instructor to know, not for students.
  void say_missing_layers() {
    std::set<std::string> missing;
    for (const std::string& label : labels_) {
      if (failures_.contains(label)) continue;
      const std::vector<std::string>& layers = record(label).missing_layers;
      missing.insert(layers.begin(), layers.end());
    }
    for (const std::string& layer : missing) {
      request_.say("the jail lacks a layer on this machine: " + layer);
    }
  }

  StudentResult result_of(const Submission& submission) {
    StudentResult result{submission.student, {}, submission.notes};
    for (const ExerciseName& name : request_.exercises) {
      result.exercises.push_back(result_of(submission, name));
    }
    return result;
  }

  ExerciseResult result_of(const Submission& submission, const ExerciseName& name) {
    const std::string list = claim_list_label(name);
    if (failures_.contains(list)) {
      return judge_without_record(name, {}, Verdict::kGraderFault, failures_.at(list));
    }
    const std::vector<ListedClaim> claims = read_claim_list(outputs_.at(list));
    const auto file = submission.files.find(name.exercise);
    if (file == submission.files.end()) {
      if (submission.unreadable) {
        return judge_without_record(name, claims, Verdict::kGraderFault,
                                    "the submission could not be read completely");
      }
      return judge_without_record(name, claims, Verdict::kNotSubmitted,
                                  "there is no file " + name.exercise + ".cc");
    }
    const std::string label = stage_.add(name, file->second);
    if (failures_.contains(label)) {
      return judge_without_record(name, claims, Verdict::kGraderFault, failures_.at(label));
    }
    return judge(name, claims, record(label));
  }

  const GradingRequest& request_;
  Fd lock_;
  Stage stage_;
  std::set<std::string> labels_;                 // of all different files
  std::map<std::string, fs::path> outputs_;      // by label
  std::map<std::string, Record> records_;        // by label, once read
  std::map<std::string, std::string> failures_;  // by label: ours, in Bazel's words
};

}  // namespace

Graded grade(const GradingRequest& request) { return Grading(request).run(); }

}  // namespace lockstep
