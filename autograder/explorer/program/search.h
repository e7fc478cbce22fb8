// SPDX-License-Identifier: MIT
// Which schedules a program is run under: those of explore(), in rounds whose runs may be made at
// once. The list depends on the program alone, not on how many run at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "autograder/explorer/options.h"
#include "autograder/explorer/plan.h"

namespace lockstep::explorer {

// What a run that passed tells the search.
struct RunFacts {
  uint64_t steps = 0;
  uint64_t decisions = 0;
  std::string choices;  // of a bounded schedule: "3!2." is three options, preempting, then two, not
};

// One search at a time: it shares the state of the bounded search with any other.
class Search {
 public:
  explicit Search(const Options& options);

  // The next schedules; empty at the end.
  std::vector<std::string> next_round();

  // Once for each schedule of the round, in its order.
  void ran(const RunFacts& facts);

  // See Plan.
  std::string summary() const;

 private:
  std::string text_of(const Schedule& schedule, size_t place);
  void replay_choices() const;

  Options options_;
  Plan plan_;
  uint64_t runs_ = 0;
  size_t place_ = 0;  // in the round, of the next run that is told
  size_t bounded_place_ = 0;
  std::string choices_;  // of the last bounded run
};

}  // namespace lockstep::explorer
