// SPDX-License-Identifier: MIT
// See schedule.h.
#include "autograder/explorer/core/schedule.h"

#include "autograder/explorer/core/bounded.h"
#include "autograder/explorer/core/text.h"

namespace lockstep::explorer {
namespace {

class Writer {
 public:
  Writer(void (*write)(void*, const char*), void* to) : write_(write), to_(to) {}

  Writer& operator<<(const char* piece) {
    write_(to_, piece);
    return *this;
  }
  Writer& operator<<(uint64_t number) {
    Text digits;
    digits << number;
    return *this << digits.c_str();
  }

 private:
  void (*write_)(void*, const char*);
  void* to_;
};

void write_path(Writer& writer, const Schedule& schedule) {
  bool own = schedule.deviations != nullptr;
  int count = own ? schedule.deviation_count : bounded_search().decisions();
  bool first = true;
  for (int i = 0; i < count; ++i) {
    Deviation step = own ? schedule.deviations[i] : bounded_search().decision(i);
    if (!own && step.option == 0) continue;
    writer << (first ? "" : ",") << uint64_t{step.decision} << "=" << uint64_t{step.option};
    first = false;
  }
  if (first) writer << "-";
}

}  // namespace

const char* strategy_name(StrategyKind kind) {
  static const char* const names[kStrategies] = {"random", "pct2", "pct3", "pos", "bounded"};
  return names[static_cast<int>(kind)];
}

void write_schedule(const Schedule& schedule, void (*write)(void* to, const char* piece),
                    void* to) {
  Writer writer(write, to);
  writer << strategy_name(schedule.strategy) << ":";
  if (schedule.strategy == StrategyKind::kBounded) {
    write_path(writer, schedule);
    return;
  }
  writer << schedule.seed;
  bool pct = schedule.strategy == StrategyKind::kPct2 || schedule.strategy == StrategyKind::kPct3;
  if (pct) writer << "." << schedule.expected_steps;
}

}  // namespace lockstep::explorer
