// SPDX-License-Identifier: MIT
// See plan.h.
#include "autograder/explorer/plan.h"

#include "autograder/explorer/core/bounded.h"
#include "autograder/explorer/schedule_text.h"

namespace lockstep::explorer {
namespace {

// Fixed by measurements on the mutants: see README.md.
constexpr StrategyKind kPortfolio[] = {
    StrategyKind::kRandom, StrategyKind::kPos,  StrategyKind::kRandom, StrategyKind::kPct2,
    StrategyKind::kRandom, StrategyKind::kPct3, StrategyKind::kPos,    StrategyKind::kBounded,
};

std::string counted(uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

Plan::Plan(const Options& options) : options_(options) {
  if (options.strategy == "portfolio") {
    turns_.assign(std::begin(kPortfolio), std::end(kPortfolio));
  } else {
    turns_.push_back(strategy_kind(options.strategy));
  }
  for (uint64_t& seed : seeds_) seed = options.first_seed;
}

const Schedule* Plan::next() {
  if (runs_ == options_.schedules || steps_ >= options_.total_steps || no_choice_) return nullptr;
  for (size_t tried = 0; tried < turns_.size(); ++tried) {
    StrategyKind kind = turns_[turn_++ % turns_.size()];
    current_ = Schedule{};
    current_.strategy = kind;
    if (kind != StrategyKind::kBounded) {
      current_.seed = seeds_[static_cast<int>(kind)]++;
      if (longest_ != 0) current_.expected_steps = longest_;
      return &current_;
    }
    if (bounded_done_) continue;
    if (!bounded_started_) {
      bounded_search().start(options_.max_preemptions);
      bounded_started_ = true;
      return &current_;
    }
    if (bounded_search().next()) return &current_;
    bounded_done_ = true;
  }
  return nullptr;
}

void Plan::ran(uint64_t steps, uint64_t decisions) {
  ++runs_;
  steps_ += steps;
  if (steps > longest_) longest_ = steps;
  if (decisions == 0 && runs_ == 1) no_choice_ = true;
}

bool Plan::is_exhausted() const {
  return no_choice_ || (bounded_done_ && !bounded_search().cut_by_depth());
}

std::string Plan::summary() const {
  std::string some = counted(runs_, "schedule");
  if (no_choice_) return "the only schedule";
  if (!is_exhausted()) return some;
  uint64_t count = bounded_search().schedules_at_bound();
  std::string within;
  if (bounded_search().cut_by_bound()) {
    within =
        " with at most " + counted(static_cast<uint64_t>(bounded_search().bound()), "preemption");
  }
  // A bounded search alone runs some again at each bound; the portfolio runs others too.
  if (turns_.size() == 1) return "all " + counted(count, "schedule") + within;
  return some + ", among them all " + std::to_string(count) +
         (within.empty() ? " there are" : within);
}

}  // namespace lockstep::explorer
