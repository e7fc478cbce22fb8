// SPDX-License-Identifier: MIT
// Joins the explorer and GoogleTest: failed EXPECT and ASSERT within a run make it a wrong result,
// and explore() fails the test with what was found. Linking this file is enough.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "autograder/explorer/explore.h"

namespace lockstep::explorer {
namespace {

uint64_t failure_count = 0;
std::string first_failure;  // since it was last described

class Listener final : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo&) override { restart_numbering(); }

  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (!part.failed()) return;
    ++failure_count;
    if (first_failure.empty()) first_failure = part.message();
  }
};

std::string describe() { return std::exchange(first_failure, ""); }

void report(const Result& result) {
  if (result.outcome == Outcome::kPassed) return;
  std::string text = std::string(outcome_name(result.outcome)) + ": " + result.message;
  if (!result.schedule.empty()) {
    text += "\nReplay it with --schedule=" + result.schedule;
  }
  if (!result.report.empty()) text += "\n" + result.report;
  GTEST_NONFATAL_FAILURE_(text.c_str());
}

bool install() {
  testing::UnitTest::GetInstance()->listeners().Append(new Listener);  // GoogleTest owns it
  set_framework(
      {[] { return failure_count; }, describe, report, [] { return testing::Test::HasFailure(); }});
  return true;
}

const bool installed = install();

}  // namespace
}  // namespace lockstep::explorer
