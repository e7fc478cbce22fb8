// SPDX-License-Identifier: MIT
// What the end of a claim's process says, beyond what the process told by itself.
#ifndef AUTOGRADER_RUNNER_END_EVIDENCE_H_
#define AUTOGRADER_RUNNER_END_EVIDENCE_H_

#include "autograder/runner/observe.h"
#include "autograder/runner/record.h"

namespace lockstep {

// The words for a claim that ran to its end, but without a race detector.
inline constexpr char kSilenced[] =
    "the race detector was silenced: a race that the grader makes in this process was not "
    "reported, so nothing that was seen here counts";

// Adds to `record`, which has all other evidence.
void add_end(ClaimRecord& record, const Observed& observed);

// Whether a claim ended without its canaries. On a machine that passes its test this is the
// submission's doing.
bool was_silenced(const ClaimRecord& record);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_END_EVIDENCE_H_
