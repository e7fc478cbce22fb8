// SPDX-License-Identifier: MIT
#include "autograder/process/plan.h"

#include <unistd.h>

#include <stdexcept>
#include <string>

#include "autograder/process/testing.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

TEST(Plan, TextsAreReadBack) {
  for (const char* text :
       {"calm", "trouble:17", "fail:fork.2", "kill:1.2/7", "stop:1.2/7", "meet", "kill:1.2/7@3"}) {
    EXPECT_EQ(to_text(parse_plan(text)), text);
  }
  for (const char* text :
       {"", "calm:", "trouble:", "trouble:x", "fail:fork", "kill:1.2", "pct3:1"}) {
    EXPECT_THROW(parse_plan(text), std::invalid_argument) << text;
  }
}

TEST(Plan, SaysHowOftenAChildStops) {
  const auto body = [] {
    status_of(child_of([] {
      for (int i = 0; i < 100; ++i) close(dup(0));
      return 0;
    }));
  };
  for (const int stops : {0, 2, 5}) {
    Plan plan = seeded_plan(kStopped, 1);
    plan.stops = stops;
    const std::string trace = trial_of(body, plan).result.trace;
    int found = 0;
    for (std::size_t at = 0; (at = trace.find("after a stop", at)) != std::string::npos; ++at)
      ++found;
    EXPECT_EQ(found, stops);
  }
}

}  // namespace
}  // namespace lockstep::process
