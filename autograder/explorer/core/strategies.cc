// SPDX-License-Identifier: MIT
// See strategies.h.
#include "autograder/explorer/core/strategies.h"

#include "autograder/explorer/core/bounded.h"
#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {
namespace {

constinit RandomWalk random_walk;
constinit Pct pct2(2);
constinit Pct pct3(3);
constinit Pos pos;

uint64_t stream(StrategyKind kind) { return 17 + static_cast<uint64_t>(kind); }

int highest(const ThreadSet& candidates, const uint64_t* priority) {
  int best = candidates.first();
  for (ThreadSet rest = candidates.removed_lowest(); !rest.empty(); rest = rest.removed_lowest()) {
    if (priority[rest.first()] > priority[best]) best = rest.first();
  }
  return best;
}

bool conflict(const Thread& a, const Thread& b) {
  return a.op_object == b.op_object && (op_writes(a.op) || op_writes(b.op));
}

}  // namespace

Strategy& strategy_of(StrategyKind kind) {
  switch (kind) {
    case StrategyKind::kRandom:
      return random_walk;
    case StrategyKind::kPct2:
      return pct2;
    case StrategyKind::kPct3:
      return pct3;
    case StrategyKind::kPos:
      return pos;
    default:
      return bounded_search();
  }
}

void RandomWalk::begin(const Schedule& schedule) {
  random_.seed(schedule.seed, stream(schedule.strategy));
}

int RandomWalk::pick(const ThreadSet& candidates, int) {
  return candidates.nth(static_cast<int>(random_.below(static_cast<uint32_t>(candidates.size()))));
}

int RandomWalk::choose(int count) {
  return static_cast<int>(random_.below(static_cast<uint32_t>(count)));
}

void Pct::begin(const Schedule& schedule) {
  random_.seed(schedule.seed, stream(schedule.strategy));
  step_ = 0;
  auto steps = static_cast<uint32_t>(schedule.expected_steps < 2 ? 2 : schedule.expected_steps);
  for (int i = 0; i < depth_ - 1; ++i) changes_[i] = 1 + random_.below(steps);
}

// Priorities above all lowered ones, which are 1 to depth - 1.
void Pct::created(int thread) { priority_[thread] = random_.next() | uint64_t{1} << 63; }

int Pct::pick(const ThreadSet& candidates, int current) {
  // Counted in steps of the run, so that steps without a choice count as they did in the measure.
  step_ = run.result.steps;
  for (int i = 0; i < depth_ - 1; ++i) {
    if (changes_[i] != 0 && step_ >= changes_[i]) {
      changes_[i] = 0;
      priority_[candidates.has(current) ? current : highest(candidates, priority_)] =
          static_cast<uint64_t>(i + 1);
    }
  }
  return highest(candidates, priority_);
}

int Pct::choose(int count) { return static_cast<int>(random_.below(static_cast<uint32_t>(count))); }

void Pos::begin(const Schedule& schedule) {
  random_.seed(schedule.seed, stream(schedule.strategy));
}

void Pos::created(int thread) { priority_[thread] = random_.next(); }

int Pos::pick(const ThreadSet& candidates, int current) {
  priority_[current] = random_.next();  // its next operation is a new one
  int chosen = highest(candidates, priority_);
  for (ThreadSet rest = candidates; !rest.empty(); rest = rest.removed_lowest()) {
    int other = rest.first();
    if (other != chosen && conflict(threads[chosen], threads[other])) {
      priority_[other] = random_.next();
    }
  }
  return chosen;
}

int Pos::choose(int count) { return static_cast<int>(random_.below(static_cast<uint32_t>(count))); }

}  // namespace lockstep::explorer
