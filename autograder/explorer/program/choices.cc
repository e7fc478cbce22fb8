// SPDX-License-Identifier: MIT
// See choices.h. Not instrumented: it is called by whichever thread gives way.
#include "autograder/explorer/program/choices.h"

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {
namespace {

constexpr int kMost = 8192;

constinit Choice noted[kMost] = {};
constinit int noted_count = 0;

// Stands in front of the strategy of the run.
class Noting final : public Strategy {
 public:
  void put_before(Strategy* strategy) { strategy_ = strategy; }

  void begin(const Schedule& schedule) override { strategy_->begin(schedule); }
  void created(int thread) override { strategy_->created(thread); }
  int pick(const ThreadSet& candidates, int current) override {
    note(candidates.size(), candidates.has(current));
    return strategy_->pick(candidates, current);
  }
  int choose(int count) override {
    note(count, false);
    return strategy_->choose(count);
  }

 private:
  static void note(int options, bool preempts) {
    if (noted_count < kMost) noted[noted_count] = {static_cast<unsigned short>(options), preempts};
    ++noted_count;
  }

  Strategy* strategy_ = nullptr;
};

constinit Noting noting;

}  // namespace

void note_choices() {
  noting.put_before(run.strategy);
  run.strategy = &noting;
  noted_count = 0;
}

const Choice* noted_choices(int* count) {
  *count = noted_count < kMost ? noted_count : kMost;
  return noted;
}

}  // namespace lockstep::explorer
