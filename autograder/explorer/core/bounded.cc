// SPDX-License-Identifier: MIT
// See bounded.h. Depth-first: the last decision that has an untried option is changed first.
#include "autograder/explorer/core/bounded.h"

namespace lockstep::explorer {
namespace {

constinit BoundedSearch search;

}  // namespace

BoundedSearch& bounded_search() { return search; }

void BoundedSearch::start(int max_preemptions) {
  max_preemptions_ = max_preemptions;
  bound_ = depth_ = prefix_ = 0;
  schedules_ = 1;
  cut_ = deep_ = false;
}

void BoundedSearch::begin(const Schedule& schedule) {
  replay_ = schedule.deviations != nullptr ? &schedule : nullptr;
  depth_ = 0;
  preemptions_ = 0;
  followed_ = 0;
}

bool BoundedSearch::next() {
  if (advance()) {
    ++schedules_;
    return true;
  }
  if (!cut_ || bound_ == max_preemptions_) return false;
  ++bound_;
  prefix_ = 0;
  schedules_ = 1;
  cut_ = false;
  return true;
}

bool BoundedSearch::advance() {
  for (int at = decisions() - 1; at >= 0; --at) {
    Decision& decision = decisions_[at];
    if (decision.option + 1 >= decision.options) continue;
    if (decision.preempts && decision.preemptions + 1 > bound_) {
      cut_ = true;
      continue;
    }
    ++decision.option;
    prefix_ = at + 1;
    return true;
  }
  return false;
}

int BoundedSearch::decide(int options, bool preempts) {
  int at = depth_++;
  if (replay_ != nullptr) return follow(at, options);
  if (at >= kMostDecisions) {
    deep_ = true;
    return 0;
  }
  Decision& decision = decisions_[at];
  if (at >= prefix_) decision.option = 0;
  decision.options = static_cast<uint16_t>(options);
  decision.preempts = preempts;
  decision.preemptions = static_cast<uint16_t>(preemptions_);
  if (preempts && decision.option != 0) ++preemptions_;
  return decision.option < options ? decision.option : 0;
}

// Deviations are met in their order: any that does not fit ends the following.
int BoundedSearch::follow(int at, int options) {
  if (followed_ == replay_->deviation_count) return 0;
  const Deviation& next = replay_->deviations[followed_];
  if (next.decision != static_cast<uint32_t>(at)) return 0;
  if (next.option >= static_cast<uint32_t>(options)) return 0;
  ++followed_;
  return static_cast<int>(next.option);
}

int BoundedSearch::pick(const ThreadSet& candidates, int current) {
  bool goes_on = candidates.has(current);
  int option = decide(candidates.size(), goes_on);
  if (!goes_on) return candidates.nth(option);
  if (option == 0) return current;
  ThreadSet others = candidates;
  others.remove(current);
  return others.nth(option - 1);
}

int BoundedSearch::choose(int count) { return decide(count, false); }

Deviation BoundedSearch::decision(int at) const {
  return {static_cast<uint32_t>(at), decisions_[at].option};
}

}  // namespace lockstep::explorer
