// SPDX-License-Identifier: MIT
// How the claims find out that a thread that waits sleeps, and does not look again and again.
//
// One thread works for long while the others wait for it, and steps are counted: a run ends with
// "no progress" when there were more than the work needs and those who sleep may need. Who keeps
// looking makes more, be it without a pause (while the other one works) or with one (while it
// sleeps). Where all sleep, even long work is a few steps.
//
//   explore_sleep([] {
//     auto event = make_event();
//     together([&] { event->wait(); }, [&] { work_long(); event->set(); });
//   });
#ifndef TESTS_BASE_SLEEPING_H_
#define TESTS_BASE_SLEEPING_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/explorer/working.h"

namespace lockstep {

// The steps of a run at most: a little work, at most twice, and all that those who wait may need.
// There is room for what libstdc++ does: its waits on atomics make some 35 steps before each sleep,
// and with a time-out look once in 64 ms.
inline constexpr uint64_t kMostSteps = 300 + 3'000;

// Works without a pause, so long that who looks again and again meanwhile makes too many steps.
// Those between give a sleeper time to be woken for no reason; it must sleep again.
inline void work() {
  constexpr int kSteps = 128;
  explorer::work_beside(kMostSteps);
  std::atomic<int> done{0};
  while (++done < kSteps) continue;
  explorer::work_beside(kMostSteps);
}

// Works, and then sleeps for two seconds of virtual time. A thread that looks every millisecond
// meanwhile looks 2,000 times. A wait with a time-out that must not end before is one of 4 s.
inline void work_long() {
  work();
  std::this_thread::sleep_for(std::chrono::seconds(2));
}

// Explores a body in which threads work and others wait, and fails with "no progress" when those
// who wait make more steps than sleepers do. Few schedules will do, since it hardly matters which.
inline void explore_sleep(const std::function<void()>& body, explorer::Options options = {}) {
  options.max_steps = kMostSteps;
  options.spurious_wakeups = 16;  // each costs the steps before a sleep
  options.schedules = 200;
  explorer::explore(body, options);
}

}  // namespace lockstep

#endif  // TESTS_BASE_SLEEPING_H_
