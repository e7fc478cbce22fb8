// SPDX-License-Identifier: MIT
// Why a history fits no order, in words for a student.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "autograder/explorer/history/operation.h"

namespace lockstep::explorer {

// The states in which an operation's answer was refused, each told once.
class Refusals {
 public:
  void add(const std::string& state) { states_.insert(state); }

  // "holds 1 or holds 1, 2"; of many only the first few.
  std::string text() const;

 private:
  std::set<std::string> states_;
};

// The table of the history and what is wrong with the operation at `culprit`.
std::string explain(const std::vector<Operation>& operations, int culprit,
                    const Refusals& refusals);

}  // namespace lockstep::explorer
