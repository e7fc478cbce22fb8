// SPDX-License-Identifier: MIT
// The claim that the attacks are made on.
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/attacks/run/tally.h"

namespace lockstep {
namespace {

CLAIM(Tally, AddsUp, 100, "what several threads add is all in the total") {
  explorer::explore([] {
    std::thread one([] { add(1); });
    std::thread two([] { add(2); });
    one.join();
    two.join();
    EXPECT_EQ(total(), 3) << because("the total is wrong");
  });
}

}  // namespace
}  // namespace lockstep
