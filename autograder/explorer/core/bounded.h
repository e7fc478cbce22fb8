// SPDX-License-Identifier: MIT
// The bounded-preemption search: every schedule with no preemption, then with at most one, and so
// on. A preemption takes the turn from a thread that could have gone on; all other choices (who
// runs when a thread blocks, which waiter a signal wakes) are free and are all tried.
#pragma once

#include "autograder/explorer/core/strategy.h"

namespace lockstep::explorer {

class BoundedSearch final : public Strategy {
 public:
  // Before the first run of a search.
  void start(int max_preemptions);

  // Moves to the next schedule, after a run. False when all schedules within the bound were run.
  bool next();

  // Of the run just made, or under way: how many decisions it made that could have been others
  // (those beyond the 8192nd are always the default, option 0), and what was decided at each.
  int decisions() const { return depth_ < kMostDecisions ? depth_ : kMostDecisions; }
  Deviation decision(int at) const;

  // Of a run with a given path: how many of its deviations it met. Fewer than there are: the path
  // is another program's.
  int followed() const { return followed_; }

  // What a finished search may claim.
  int bound() const { return bound_; }
  uint64_t schedules_at_bound() const { return schedules_; }
  bool cut_by_bound() const { return cut_; }   // a schedule with more preemptions exists
  bool cut_by_depth() const { return deep_; }  // a run was longer than the search can remember

  void begin(const Schedule& schedule) override;
  void created(int) override {}
  int pick(const ThreadSet& candidates, int current) override;
  int choose(int count) override;

 private:
  static constexpr int kMostDecisions = 8192;

  struct Decision {
    uint16_t option;
    uint16_t options;
    uint16_t preemptions;  // made before it
    bool preempts;         // any option but the first is a preemption
  };

  int decide(int options, bool preempts);
  int follow(int at, int options);
  bool advance();

  const Schedule* replay_ = nullptr;  // a given path, rather than the search's own
  int max_preemptions_ = 0;
  int bound_ = 0;
  int depth_ = 0;   // decisions made in this run
  int prefix_ = 0;  // decisions of this run that are fixed
  int preemptions_ = 0;
  int followed_ = 0;
  uint64_t schedules_ = 0;
  bool cut_ = false;
  bool deep_ = false;
  Decision decisions_[kMostDecisions] = {};
};

BoundedSearch& bounded_search();

}  // namespace lockstep::explorer
