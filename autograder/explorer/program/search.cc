// SPDX-License-Identifier: MIT
// See search.h. The bounded search was written for runs in its own process: here it is told, call
// by call, what a run in another process asked it.
#include "autograder/explorer/program/search.h"

#include <algorithm>
#include <cstdlib>

#include "autograder/explorer/core/bounded.h"
#include "autograder/explorer/schedule_text.h"

namespace lockstep::explorer {
namespace {

// A round holds at most one bounded schedule, because the next one follows from its run: the
// portfolio has one in eight.
constexpr uint64_t kRound = 8;
constexpr size_t kNowhere = kRound;

}  // namespace

Search::Search(const Options& options) : options_(options), plan_(options) {}

std::vector<std::string> Search::next_round() {
  // The first run alone: it may show that there is no choice, and how long runs are.
  bool alone = runs_ == 0 || options_.strategy == "bounded";
  uint64_t size = std::min(alone ? 1 : kRound, options_.schedules - runs_);
  std::vector<std::string> round;
  place_ = 0;
  bounded_place_ = kNowhere;
  while (round.size() < size) {
    const Schedule* schedule = plan_.next();
    if (schedule == nullptr) break;
    round.push_back(text_of(*schedule, round.size()));
  }
  return round;
}

std::string Search::text_of(const Schedule& schedule, size_t place) {
  if (schedule.strategy != StrategyKind::kBounded) return to_text(schedule, 1);
  bounded_place_ = place;
  replay_choices();  // up to the changed decision they are those of the last run
  return to_text(schedule, 1);
}

void Search::ran(const RunFacts& facts) {
  if (place_++ == bounded_place_) {
    choices_ = facts.choices;
    replay_choices();
  }
  ++runs_;
  plan_.ran(facts.steps, facts.decisions);
}

void Search::replay_choices() const {
  BoundedSearch& search = bounded_search();
  Schedule own;
  own.strategy = StrategyKind::kBounded;
  search.begin(own);
  for (const char* at = choices_.c_str(); *at != '\0';) {
    char* end = nullptr;
    int options = static_cast<int>(std::min(std::strtol(at, &end, 10), long{kMaxThreads}));
    if (*end == '!') {
      ThreadSet threads;
      for (int id = 0; id < options; ++id) threads.add(id);
      search.pick(threads, 0);
    } else {
      search.choose(options);
    }
    if (*end == '\0') break;
    at = end + 1;
  }
}

std::string Search::summary() const { return plan_.summary(); }

}  // namespace lockstep::explorer
