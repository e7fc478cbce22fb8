// SPDX-License-Identifier: MIT
// How much a claim's process may tell.
#ifndef AUTOGRADER_RUNNER_CHANNEL_LIMITS_H_
#define AUTOGRADER_RUNNER_CHANNEL_LIMITS_H_

#include <cstddef>

namespace lockstep {

inline constexpr std::size_t kChannelBytes = 4 << 20;  // the record, and the reports of races
inline constexpr std::size_t kOutputBytes = 64 << 10;  // kept of standard output and error

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_CHANNEL_LIMITS_H_
