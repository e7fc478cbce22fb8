// SPDX-License-Identifier: MIT
// Time lines as strings, for the claims of the exercise `scheduler`.
#ifndef TESTS_PROCESSES_DRAWN_H_
#define TESTS_PROCESSES_DRAWN_H_

#include <cstddef>
#include <string>

#include "lessons/processes/scheduler.h"

namespace lockstep {

// One letter for each unit of time: A is job 0, B is job 1; a point is idle time. A question mark
// stands for a slice that is empty, of no job, out of order, or that goes on where the one before
// ended with the same job.
inline std::string drawn(const Schedule& schedule) {
  constexpr int kLongest = 10'000;
  std::string line;
  for (const Slice& slice : schedule.slices) {
    const bool sound = slice.job >= 0 && slice.job < 26 && slice.begin < slice.end &&
                       slice.begin >= static_cast<int>(line.size()) && slice.end <= kLongest;
    const char letter = static_cast<char>('A' + slice.job);
    line.resize(sound ? static_cast<std::size_t>(slice.begin) : line.size(), '.');
    if (!sound || (!line.empty() && line.back() == letter)) return line + '?';
    line.resize(static_cast<std::size_t>(slice.end), letter);
  }
  return line;
}

// Of all jobs: "A 4/9/0 B 5/8/2" is waiting, turnaround, response of each.
inline std::string times_of(const Schedule& schedule) {
  std::string text;
  char letter = 'A';
  for (const Times& times : schedule.times) {
    text += text.empty() ? "" : " ";
    text += letter++;
    text += " " + std::to_string(times.waiting) + "/" + std::to_string(times.turnaround) + "/" +
            std::to_string(times.response);
  }
  return text;
}

}  // namespace lockstep

#endif  // TESTS_PROCESSES_DRAWN_H_
