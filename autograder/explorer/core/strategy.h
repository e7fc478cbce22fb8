// SPDX-License-Identifier: MIT
// Who runs next: asked at each step at which more than one thread can run.
#pragma once

#include "autograder/explorer/core/random.h"
#include "autograder/explorer/core/schedule.h"
#include "autograder/explorer/core/thread_set.h"

namespace lockstep::explorer {

class Strategy {
 public:
  virtual void begin(const Schedule& schedule) = 0;

  // A thread of the run was created.
  virtual void created(int thread) = 0;

  // One of `candidates` (two or more). `current` is the thread that gives way; it may not be among
  // them.
  virtual int pick(const ThreadSet& candidates, int current) = 0;

  // Which of `count` waiters a signal goes to: 0 to count - 1.
  virtual int choose(int count) = 0;

 protected:
  ~Strategy() = default;
};

// The strategy of that kind; one object each for the life of the process.
Strategy& strategy_of(StrategyKind kind);

}  // namespace lockstep::explorer
