// SPDX-License-Identifier: MIT
// See schedule.h. No allocation: a signal handler uses this too.
#include "autograder/explorer/core/schedule.h"

#include "autograder/explorer/core/bounded.h"

namespace lockstep::explorer {
namespace {

constexpr int kMostDeviations = 512;

void add_path(Text& text, const Deviation* path, int count) {
  if (count == 0) text << "-";
  for (int i = 0; i < count; ++i) {
    text << (i == 0 ? "" : ",") << static_cast<int>(path[i].decision) << "="
         << static_cast<int>(path[i].option);
  }
}

}  // namespace

const char* strategy_name(StrategyKind kind) {
  static const char* const names[kStrategies] = {"random", "pct2", "pct3", "pos", "bounded"};
  return names[static_cast<int>(kind)];
}

Text schedule_text(const Schedule& schedule) {
  Text text;
  text << strategy_name(schedule.strategy) << ":";
  if (schedule.strategy != StrategyKind::kBounded) {
    text << static_cast<int64_t>(schedule.seed);
    bool pct = schedule.strategy == StrategyKind::kPct2 || schedule.strategy == StrategyKind::kPct3;
    if (pct) text << "." << static_cast<int64_t>(schedule.expected_steps);
  } else if (schedule.deviations != nullptr) {
    add_path(text, schedule.deviations, schedule.deviation_count);
  } else {
    Deviation path[kMostDeviations];
    add_path(text, path, bounded_search().path(path, kMostDeviations));
  }
  return text;
}

}  // namespace lockstep::explorer
