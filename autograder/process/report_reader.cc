// SPDX-License-Identifier: MIT
#include "autograder/process/report_reader.h"

#include <cstdlib>
#include <sstream>

#include "autograder/process/core/trouble.h"

namespace lockstep::process {
namespace {

constexpr std::size_t kMostTrace = 64 << 10;

}  // namespace

void ReportReader::add(const char* bytes, std::size_t size) {
  rest_.append(bytes, size);
  for (std::size_t end; (end = rest_.find('\n')) != std::string::npos;) {
    understand(rest_.substr(0, end));
    rest_.erase(0, end + 1);
  }
}

void ReportReader::understand(const std::string& line) {
  const auto first = line.find('\t');
  const auto second = line.find('\t', first + 1);
  if (second == std::string::npos) return;
  const std::string word = line.substr(0, first);
  const std::string name = "process " + line.substr(first + 1, second - first - 1);
  const std::string text = line.substr(second + 1);
  const auto tell = [&](const std::string& what) {
    if (trace_.size() < kMostTrace) trace_ += name + "  " + what + "\n";
  };
  if (word == kBorn) {
    names_[std::atoi(text.c_str())] = name;
    tell("begins");
  } else if (word == kStops) {
    stopped_.push_back(std::atoi(text.c_str()));
  } else if (word == kWaits) {
    std::istringstream ids(text);
    Thread thread = {};
    if (ids >> thread.process >> thread.id) waiting_.push(thread);
  } else if (word == kMet) {
    met_ = true;
  } else if (word == kDid) {
    tell(text);
  } else if (word == kCheckFailed) {
    failed_ = true;
    tell("a check failed");
  } else if (word == kLeft) {
    left_.push_back(text);
  } else if (word == kEnded) {
    ended_ = true;
    tell("has done all that the claim asks");
  }
}

std::string ReportReader::name_of(pid_t process) const {
  const auto found = names_.find(process);
  return found == names_.end() ? "a process" : found->second;
}

}  // namespace lockstep::process
