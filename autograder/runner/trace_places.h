// SPDX-License-Identifier: MIT
// Puts source lines into a trace that was written where no symbols could be looked up.
#ifndef AUTOGRADER_RUNNER_TRACE_PLACES_H_
#define AUTOGRADER_RUNNER_TRACE_PLACES_H_

#include <string>

namespace lockstep {

// Each line of `trace` may end in the return addresses of a step, innermost first, as offsets in
// `binary`:
// "{0x12b2e,0x13c40}". They become the innermost line of `source`, the student's file:
// "semaphore.cc:41 in Turnstile::release(int)". A step of which no frame is the student's is the
// claim's own: "in the claim"; the files and lines of claims are never named. Of a very long trace
// only the end is kept. Starts llvm-symbolizer once.
std::string with_places(const std::string& trace, const std::string& binary,
                        const std::string& source);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_TRACE_PLACES_H_
