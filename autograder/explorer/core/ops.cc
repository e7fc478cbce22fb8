// SPDX-License-Identifier: MIT
// See ops.h.
#include "autograder/explorer/core/ops.h"

namespace lockstep::explorer {
namespace {

// In the order of Op.
constexpr const char* kNames[] = {
    "starts",
    "ends",
    "creates",
    "joins",
    "detaches",
    "yields",
    "sleeps",
    "reads the clock",
    "locks",
    "tries to lock",
    "unlocks",
    "destroys",
    "waits on",
    "signals",
    "broadcasts on",
    "destroys",
    "read-locks",
    "write-locks",
    "unlocks",
    "arrives at",
    "waits on",
    "tries",
    "posts",
    "waits on",
    "wakes",
    "calls once",
    "initialises",
    "loads",
    "stores to",
    "updates",
    "fences",
    "reads",
    "writes",
    "works",
    "is woken from",
    "times out on",
    "wakes from its sleep",
    "no longer joins",
    "wakes spuriously from",
};

}  // namespace

const char* op_name(Op op) { return kNames[static_cast<int>(op)]; }

}  // namespace lockstep::explorer
