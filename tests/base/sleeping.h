// SPDX-License-Identifier: MIT
// How the claims find out that a thread that waits sleeps, and does not look again and again.
//
// One thread works for long while the others wait for it, and steps are counted: a run ends with
// "no progress" when there were more than the work needs and those who sleep may need. Who keeps
// looking makes more, be it without a pause (while the other one works) or with one (while it
// sleeps).
//
//   explore_sleep([] {
//     auto event = make_event();
//     together([&] { event->wait(); }, [&] { work_long(); event->set(); });
//   });
#ifndef TESTS_BASE_SLEEPING_H_
#define TESTS_BASE_SLEEPING_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

#include "autograder/explorer/explore.h"

namespace lockstep {

// The steps of all work in one run, at most.
inline constexpr int kWorkSteps = 6'000;

// Works without a pause. Each turn is a step.
inline void work(int steps = kWorkSteps) {
  std::atomic<int> done{0};
  while (++done < steps) continue;
}

// Works, and then sleeps for two seconds of virtual time. A thread that looks every millisecond
// meanwhile looks 2,000 times. A wait with a time-out that must not end before is one of 4 s.
inline void work_long() {
  work();
  std::this_thread::sleep_for(std::chrono::seconds(2));
}

// Explores a body whose threads make kWorkSteps of work, and fails with "no progress" when those
// who wait make more steps than sleepers do. There is room for all that libstdc++ does: its waits
// on atomics make some 35 steps before each sleep, of which there are at most 65 (the explorer
// wakes nobody more often for no reason), and with a time-out look once in 64 ms.
// A few schedules will do, since it hardly matters which: 32, or fewer if the options say so.
inline void explore_sleep(const std::function<void()>& body, explorer::Options options = {}) {
  constexpr uint64_t kWaitingSteps = 3'000;
  constexpr uint64_t kSchedules = 32;
  options.max_steps = kWorkSteps + kWaitingSteps;
  options.schedules = std::min(options.schedules, kSchedules);
  explorer::explore(body, options);
}

}  // namespace lockstep

#endif  // TESTS_BASE_SLEEPING_H_
