// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace lockstep::explorer {

// How many threads this process has beside its first one, those that ended without a join included.
// What a joined thread did comes before all that follows, so where it is 0 nothing is in use.
extern std::atomic<int> threads_not_joined;

}  // namespace lockstep::explorer
