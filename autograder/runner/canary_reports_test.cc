// SPDX-License-Identifier: MIT
#include "autograder/runner/canary_reports.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TsanReport race(const std::string& address) {
  return {"data race", {{"Write of size 8 at " + address + " by thread T1", {}}}, ""};
}

TEST(TakeCanaries, TakesTheReportsOfKnownAddresses) {
  std::vector<TsanReport> reports = {race("0x000000005560"), race("0x5568"), race("0x6000")};
  EXPECT_EQ(take_canaries(reports, {"0x5560", "0x6000"}), 2);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].stacks[0].title, "Write of size 8 at 0x5568 by thread T1");
}

TEST(TakeCanaries, CountsAnAddressOnce) {
  std::vector<TsanReport> reports = {race("0x5560"), race("0x5560")};
  EXPECT_EQ(take_canaries(reports, {"0x5560", "0x6000"}), 1);
  EXPECT_TRUE(reports.empty());
}

TEST(TakeCanaries, HearsNothingInSilence) {
  std::vector<TsanReport> reports;
  EXPECT_EQ(take_canaries(reports, {"0x5560"}), 0);
}

TEST(TakeCanaries, TakesNoOtherReportAndNoNonsense) {
  std::vector<TsanReport> reports = {race("0x5560"), {"data race", {}, ""}, race("nowhere")};
  reports[0].kind = "heap-use-after-free";
  EXPECT_EQ(take_canaries(reports, {"0x5560", "nonsense", "0x0"}), 0);
  EXPECT_EQ(reports.size(), 3u);
}

}  // namespace
}  // namespace lockstep
