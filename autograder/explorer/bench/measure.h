// SPDX-License-Identifier: MIT
// Schedules a second, as a line of JSON. In seconds of CPU time, so that what else the machine does
// matters little.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace lockstep::explorer {

inline double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// `make_schedules(call)` makes some and returns how many. The first call does not count; then it is
// called for a fifth of a second, five times. Printed is the best of the five rates: others on the
// machine only ever lower one.
template <class Function>
void print_rate(const char* tool, const char* scenario, Function make_schedules) {
  constexpr int kRounds = 5;
  constexpr double kSeconds = 0.2;
  int calls = 0;
  make_schedules(calls++);
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    double begin = cpu_seconds();
    double taken = 0;
    uint64_t count = 0;
    for (; taken < kSeconds; taken = cpu_seconds() - begin) count += make_schedules(calls++);
    best = std::max(best, static_cast<double>(count) / taken);
  }
  std::printf("{\"name\":\"%s.%s\",\"value\":%.0f,\"unit\":\"schedules/s\"}\n", tool, scenario,
              best);
  std::fflush(stdout);
}

}  // namespace lockstep::explorer
