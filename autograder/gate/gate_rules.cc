// SPDX-License-Identifier: MIT
#include "autograder/gate/gate_rules.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "autograder/base/file.h"

namespace lockstep {
namespace {

// The lines of a file without comments, each as its words; empty lines are left out.
std::vector<std::vector<std::string>> words_of(const std::filesystem::path& path) {
  std::istringstream text(read_file(path));
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(text, line);) {
    std::istringstream rest(line.substr(0, line.find('#')));
    std::vector<std::string> words;
    for (std::string word; rest >> word;) words.push_back(word);
    if (!words.empty()) lines.push_back(words);
  }
  return lines;
}

[[noreturn]] void complain(const std::filesystem::path& path, const std::string& word) {
  throw std::runtime_error(path.string() + ": not understood: " + word);
}

}  // namespace

void NamePatterns::add(const std::string& pattern) {
  if (pattern.ends_with('*')) {
    beginnings_.push_back(pattern.substr(0, pattern.size() - 1));
  } else {
    names_.insert(pattern);
  }
}

bool NamePatterns::match(std::string_view name) const {
  return names_.contains(name) || std::ranges::any_of(beginnings_, [&](const std::string& begin) {
           return name.starts_with(begin);
         });
}

bool GateRules::allows(std::string_view name) const {
  if (api.contains(name) || exercise.match(name)) return true;
  return everywhere.match(name) && !never.match(name);
}

GateRules read_gate_rules(const std::filesystem::path& everywhere,
                          const std::filesystem::path& exercise) {
  GateRules rules;
  for (const auto& words : words_of(everywhere)) {
    if (words.size() != 1) complain(everywhere, words[0] + " " + words[1]);
    const std::string& word = words[0];
    word[0] == '!' ? rules.never.add(word.substr(1)) : rules.everywhere.add(word);
  }
  for (const auto& words : words_of(exercise)) {
    if (words.size() != 2) complain(exercise, words[0]);
    if (words[0] == "api") {
      rules.api.insert(words[1]);
    } else if (words[0] == "shared") {
      rules.shared.insert(words[1]);
    } else if (words[0] == "given" || words[0] == "allow") {
      rules.exercise.add(words[1]);
    } else {
      complain(exercise, words[0]);
    }
  }
  return rules;
}

}  // namespace lockstep
