// SPDX-License-Identifier: MIT
// What a student's file may define and call: data of the grader and of the exercise.
#ifndef AUTOGRADER_GATE_GATE_RULES_H_
#define AUTOGRADER_GATE_GATE_RULES_H_

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

// A set of symbol names; "name*" stands for every name that begins so.
class NamePatterns {
 public:
  void add(const std::string& pattern);
  bool match(std::string_view name) const;

 private:
  std::set<std::string, std::less<>> names_;
  std::vector<std::string> beginnings_;
};

struct GateRules {
  NamePatterns everywhere;  // what any exercise may refer to
  NamePatterns never;       // exceptions from it
  NamePatterns exercise;    // what this exercise may refer to, whatever the others say
  std::set<std::string, std::less<>> api;     // what the file is to define: stays visible
  std::set<std::string, std::less<>> shared;  // data that all objects of a program have in common

  // Whether the file may refer to a symbol that it does not define.
  bool allows(std::string_view name) const;
};

// Reads the list for every exercise ("name", "name*", "!name*" for an exception, "#" for a comment)
// and the rules of one ("api name", "shared name", "given name", "allow name*"). Throws
// std::runtime_error for a line of another form.
GateRules read_gate_rules(const std::filesystem::path& everywhere,
                          const std::filesystem::path& exercise);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_GATE_RULES_H_
