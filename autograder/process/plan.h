// SPDX-License-Identifier: MIT
// Plans as text, which is how a trial is named: "calm", "trouble:17", "fail:fork.2" (the second
// fork of the first process), "kill:1.2/7" (process 1.2, at its point 7), "stop:1.2/7"
// (process 1.2, before its seventh call), "meet". "@2" after it means the second set of trials of a
// test.
#ifndef AUTOGRADER_PROCESS_PLAN_H_
#define AUTOGRADER_PROCESS_PLAN_H_

#include <string>

#include "autograder/process/core/trouble.h"

namespace lockstep::process {

struct NamedPlan {
  Plan plan;
  int set = 1;
};

std::string to_text(const NamedPlan& named);

// Throws std::invalid_argument. Which kinds of trouble a seed makes is not in the text: none.
NamedPlan parse_plan(const std::string& text);

Plan seeded_plan(unsigned kinds, std::uint64_t seed);
// Throw std::invalid_argument when a name is too long.
Plan failing_plan(const std::string& call, std::uint64_t at);
Plan killing_plan(const std::string& process, std::uint64_t at);
Plan stopping_plan(const std::string& process, std::uint64_t at);
Plan meeting_plan();

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_PLAN_H_
