// SPDX-License-Identifier: MIT
#include "autograder/gate/diagnostics.h"

#include <filesystem>
#include <set>
#include <sstream>
#include <string_view>

namespace lockstep {
namespace {

// The text behind `mark` in `line`, or nothing.
std::string behind(const std::string& line, std::string_view mark) {
  const auto at = line.find(mark);
  return at == std::string::npos ? "" : line.substr(at + mark.size());
}

}  // namespace

std::string without_folders(std::string diagnostics, const std::string& source) {
  const std::string folders = std::filesystem::path(source).parent_path().string();
  if (folders.empty()) return diagnostics;
  const std::string cut = folders + "/";
  for (auto at = diagnostics.find(cut); at != std::string::npos; at = diagnostics.find(cut, at)) {
    diagnostics.erase(at, cut.size());
  }
  return diagnostics;
}

std::string link_errors(const std::string& linker_output) {
  std::istringstream lines(linker_output);
  std::set<std::string> undefined;
  std::set<std::string> twice;
  for (std::string line; std::getline(lines, line);) {
    if (auto name = behind(line, "undefined symbol: "); !name.empty()) undefined.insert(name);
    if (auto name = behind(line, "duplicate symbol: "); !name.empty()) twice.insert(name);
  }
  std::string words;
  for (const std::string& name : undefined) {
    words += "not defined in your file: " + name + "\n";
  }
  for (const std::string& name : twice) {
    words += "defined in your file, but it belongs to the course: " + name +
             " (put your own helpers into an anonymous namespace)\n";
  }
  return words.empty() ? "your file compiles, but cannot be linked with the claims\n" : words;
}

}  // namespace lockstep
