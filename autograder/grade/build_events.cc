// SPDX-License-Identifier: MIT
#include "autograder/grade/build_events.h"

#include "autograder/base/file.h"
#include "nlohmann/json.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

constexpr std::string_view kFileScheme = "file://";
constexpr std::size_t kFailureBytes = 4000;

std::filesystem::path path_of(const json& file) {
  const std::string uri = file.value("uri", "");
  return uri.starts_with(kFileScheme) ? uri.substr(kFileScheme.size()) : uri;
}

std::vector<std::string> set_ids(const json& sets) {
  std::vector<std::string> ids;
  for (const json& set : sets) ids.push_back(set.at("id").get<std::string>());
  return ids;
}

std::string failure_text(const json& action) {
  std::string text = "action " + action.value("type", std::string("?")) + " failed";
  if (action.contains("stderr")) {
    const std::filesystem::path path = path_of(action.at("stderr"));
    if (std::filesystem::exists(path)) text.append(": ").append(read_file(path), 0, kFailureBytes);
  }
  return text;
}

}  // namespace

void BuildEvents::add(const std::string& line) {
  const json event = json::parse(line);
  const json& id = event.at("id");
  if (id.contains("targetCompleted") && event.contains("completed")) {
    Completed& target = completed_[id.at("targetCompleted").at("label").get<std::string>()];
    target.success = event.at("completed").value("success", false);
    for (const json& group : event.at("completed").value("outputGroup", json::array())) {
      if (group.value("name", "") == "default")
        target.sets = set_ids(group.value("fileSets", json::array()));
    }
  } else if (id.contains("namedSet") && event.contains("namedSetOfFiles")) {
    FileSet& set = sets_[id.at("namedSet").at("id").get<std::string>()];
    const json& files = event.at("namedSetOfFiles");
    for (const json& file : files.value("files", json::array())) set.files.push_back(path_of(file));
    set.sets = set_ids(files.value("fileSets", json::array()));
  } else if (id.contains("actionCompleted") && event.contains("action")) {
    const json& action = event.at("action");
    if (action.value("success", false)) return;
    action_failures_[id.at("actionCompleted").value("label", "")] = failure_text(action);
  }
}

bool BuildEvents::succeeded(const std::string& label) const {
  const auto found = completed_.find(label);
  return found != completed_.end() && found->second.success;
}

void BuildEvents::collect(const std::string& set, std::vector<std::filesystem::path>& out) const {
  const auto found = sets_.find(set);
  if (found == sets_.end()) return;
  out.insert(out.end(), found->second.files.begin(), found->second.files.end());
  for (const std::string& inner : found->second.sets) collect(inner, out);
}

std::vector<std::filesystem::path> BuildEvents::outputs(const std::string& label) const {
  std::vector<std::filesystem::path> out;
  if (!succeeded(label)) return out;
  for (const std::string& set : completed_.at(label).sets) collect(set, out);
  return out;
}

std::string BuildEvents::failure(const std::string& label) const {
  if (const auto own = action_failures_.find(label); own != action_failures_.end())
    return own->second;
  std::string all;
  for (const auto& [other, text] : action_failures_) all += other + ": " + text + "\n";
  return all.empty() ? "Bazel did not build " + label : all;
}

}  // namespace lockstep
