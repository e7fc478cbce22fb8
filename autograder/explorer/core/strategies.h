// SPDX-License-Identifier: MIT
// The strategies without memory from run to run. The bounded search is in bounded.h.
#pragma once

#include "autograder/explorer/core/strategy.h"

namespace lockstep::explorer {

// Any of the candidates, each as likely.
class RandomWalk final : public Strategy {
 public:
  void begin(const Schedule& schedule) override;
  void created(int) override {}
  int pick(const ThreadSet& candidates, int current) override;
  int choose(int count) override;

 private:
  Random random_;
};

// Probabilistic concurrency testing: random priorities, lowered at depth - 1 random steps.
class Pct final : public Strategy {
 public:
  explicit constexpr Pct(int depth) : depth_(depth) {}
  void begin(const Schedule& schedule) override;
  void created(int thread) override;
  int pick(const ThreadSet& candidates, int current) override;
  int choose(int count) override;

 private:
  static constexpr int kMostChanges = 4;

  int depth_;
  uint64_t step_ = 0;
  uint64_t changes_[kMostChanges] = {};  // steps at which the thread that runs is lowered
  uint64_t priority_[kMaxThreads] = {};
  Random random_;
};

// Partial order sampling: each pending operation has a random priority; those that conflict with
// the chosen one get new ones.
class Pos final : public Strategy {
 public:
  void begin(const Schedule& schedule) override;
  void created(int thread) override;
  int pick(const ThreadSet& candidates, int current) override;
  int choose(int count) override;

 private:
  uint64_t priority_[kMaxThreads] = {};
  Random random_;
};

}  // namespace lockstep::explorer
