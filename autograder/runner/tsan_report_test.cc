// SPDX-License-Identifier: MIT
#include "autograder/runner/tsan_report.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

constexpr char kRace[] = R"(==================
WARNING: ThreadSanitizer: data race (pid=5506)
  Write of size 4 at 0x55a0c1bc2768 by thread T2:
    #0 /tmp/no/such/binary 0x124b2e
    #1 /lib/x86_64-linux-gnu/libstdc++.so.6 0xd44a2

  Previous write of size 4 at 0x55a0c1bc2768 by thread T1:
    #0 /tmp/no/such/binary 0x1000

  Thread T2 (tid=5509, running) created by main thread at:
    #0 /tmp/no/such/binary 0xa0221

SUMMARY: ThreadSanitizer: data race (/tmp/no/such/binary+0x124b2e)
==================
ThreadSanitizer: reported 1 warnings
)";

TEST(ParseTsanReports, FindsKindAndStacks) {
  const auto reports = parse_tsan_reports(std::string("noise\n") + kRace);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].kind, "data race");
  ASSERT_EQ(reports[0].stacks.size(), 3u);
  EXPECT_EQ(reports[0].stacks[1].title, "Previous write of size 4 at 0x55a0c1bc2768 by thread T1");
  ASSERT_EQ(reports[0].stacks[0].frames.size(), 2u);
  EXPECT_EQ(reports[0].stacks[0].frames[0].module, "/tmp/no/such/binary");
}

TEST(ParseTsanReports, LooksBeforeTheReturnAddress) {
  EXPECT_EQ(parse_tsan_reports(kRace)[0].stacks[1].frames[0].offset, "0xfff");
}

TEST(ParseTsanReports, ReadsSeveralAndNone) {
  EXPECT_EQ(parse_tsan_reports(std::string(kRace) + kRace).size(), 2u);
  EXPECT_TRUE(parse_tsan_reports("").empty());
}

TEST(TsanEvidence, SaysARaceWithoutAddressesAndWithoutOurFiles) {
  const auto evidence = tsan_evidence(parse_tsan_reports(kRace), "/other/binary", "lock.cc");
  ASSERT_EQ(evidence.size(), 1u);
  EXPECT_EQ(evidence[0].verdict, Verdict::kDataRace);
  EXPECT_EQ(evidence[0].words,
            "two threads use the same memory, at least one of them writes, and nothing orders the "
            "two accesses\n"
            "  a thread writes: in the claim, on data that your code is to protect\n"
            "  another thread writes: in the claim, on data that your code is to protect");
}

TEST(TsanEvidence, TellsKindsApart) {
  const auto verdict = [](const std::string& kind) {
    const auto evidence = tsan_evidence(
        parse_tsan_reports("WARNING: ThreadSanitizer: " + kind + " (pid=1)\n====\n"), "b", "s.cc");
    return evidence.empty() ? Verdict::kPassed : evidence[0].verdict;
  };
  EXPECT_EQ(verdict("data race on vptr (ctor/dtor vs virtual call)"), Verdict::kDataRace);
  EXPECT_EQ(verdict("thread leak"), Verdict::kLeak);
  EXPECT_EQ(verdict("unlock of an unlocked mutex (or by a wrong thread)"), Verdict::kMisuse);
  EXPECT_EQ(verdict("heap-use-after-free"), Verdict::kMisuse);
  EXPECT_EQ(verdict("lock-order-inversion (potential deadlock)"), Verdict::kPassed);
}

}  // namespace
}  // namespace lockstep
