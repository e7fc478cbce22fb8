// SPDX-License-Identifier: MIT
#include "autograder/gate/diagnostics.h"

#include <set>
#include <sstream>
#include <string_view>

#include "autograder/base/utf8.h"

namespace lockstep {
namespace {

// The text behind `mark` in `line`, or nothing.
std::string behind(const std::string& line, std::string_view mark) {
  const auto at = line.find(mark);
  return at == std::string::npos ? "" : line.substr(at + mark.size());
}

}  // namespace

std::string shown_diagnostics(const std::string& compiler_output) {
  constexpr std::size_t kMostBytes = 16 * 1024;
  constexpr std::size_t kMostInALine = 400;
  std::istringstream lines(compiler_output);
  std::string shown;
  for (std::string line; std::getline(lines, line);) {
    const bool cut = line.size() > kMostInALine;
    shown += printable(cut ? line.substr(0, kMostInALine) + "..." : line, Lines::kEscape) + "\n";
    if (shown.size() > kMostBytes) return shown + "(and more, which is left out)\n";
  }
  return shown;
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
