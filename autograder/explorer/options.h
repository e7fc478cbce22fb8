// SPDX-License-Identifier: MIT
// How an exploration is made. The defaults are meant for claims with 2 to 4 threads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace lockstep::explorer {

struct Options {
  // How many schedules in all, at most. A body that leaves no choice is run once.
  uint64_t schedules = 20'000;

  // How many steps in all runs together: no further run is begun after this many, so that bodies
  // with long runs cost a few seconds at most.
  uint64_t total_steps = 20'000'000;

  // "portfolio": all of them in turn. Or one of "random", "pct2", "pct3", "pos", "bounded".
  std::string strategy = "portfolio";

  // Seeds count up from here, so that lists with distant first seeds share no seed.
  uint64_t first_seed = 0;

  // Bounded search: schedules with 0 preemptions, then 1, up to this many.
  int max_preemptions = 2;

  // Steps (operations on threads, locks, atomics ...) after which a run counts as "no progress".
  uint64_t max_steps = 20'000;

  // How often others may complete an operation while a thread waits for it (see waiting.h) before
  // the outcome is "starvation"; -1: any number.
  int max_bypass = -1;

  // How many spurious wakeups a run may have, in the seeds that ask for them (bit 0 set).
  int spurious_wakeups = 64;

  // In half of the seeds (those with bit 1 set; bit 0 asks for spurious wakeups) a time-out
  // may come while other threads can run: they were slow. That finds what goes wrong when a
  // time-out meets a hand-over. Turn it off where a claim says what must happen before a deadline.
  bool early_timeouts = true;

  // Checked after every step, by the thread that made it, if set: false ends the run as a failed
  // check. It must only read, and may read what threads write: its accesses are not races.
  std::function<bool()> invariant = nullptr;

  // Asked after every run, if set: true if a check of the body failed in it. Besides the checks
  // that the test framework counts (set_framework).
  std::function<bool()> failed = nullptr;
};

}  // namespace lockstep::explorer
