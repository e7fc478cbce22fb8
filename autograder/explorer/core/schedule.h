// SPDX-License-Identifier: MIT
// What fixes a run: a strategy and its numbers. The same program under the same schedule makes the
// same steps.
#pragma once

#include <cstdint>

namespace lockstep::explorer {

enum class StrategyKind : uint8_t { kRandom, kPct2, kPct3, kPos, kBounded };
inline constexpr int kStrategies = 5;

// One decision of a bounded schedule that is not the default (going on with the same thread).
struct Deviation {
  uint32_t decision;
  uint32_t option;
};

struct Schedule {
  StrategyKind strategy = StrategyKind::kRandom;
  uint64_t seed = 0;                      // odd: with spurious wakeups; bit 1: with early time-outs
  uint64_t expected_steps = 64;           // pct: where priority changes may fall
  const Deviation* deviations = nullptr;  // bounded: the path, ascending
  int deviation_count = 0;
};

// "random", "pct2", "pct3", "pos", "bounded".
const char* strategy_name(StrategyKind kind);

// The schedule as text, whole, however long: "pct3:4711.37"; "bounded:12=1,30=2", with the path of
// the search's present run if the schedule has none of its own. `write` is called with its pieces,
// in order. Allocates nothing: a signal handler uses this too.
void write_schedule(const Schedule& schedule, void (*write)(void* to, const char* piece), void* to);

}  // namespace lockstep::explorer
