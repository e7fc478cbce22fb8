// SPDX-License-Identifier: MIT
// What the command line and the environment ask of an exploration, whatever its options say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lockstep::explorer {

// The schedule to replay: --schedule=... on the command line, or LOCKSTEP_SCHEDULE.
std::optional<std::string> requested_schedule();

// How many schedules each exploration runs: LOCKSTEP_SCHEDULES. Throws std::invalid_argument if it
// is no number of 1 or more.
std::optional<uint64_t> requested_budget();

// The first seed of each exploration: LOCKSTEP_FIRST_SEED; throws as above.
std::optional<uint64_t> requested_first_seed();

// How often a schedule is replayed, unless it fails before: LOCKSTEP_REPEATS; throws as above.
std::optional<uint64_t> requested_repeats();

}  // namespace lockstep::explorer
