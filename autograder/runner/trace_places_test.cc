// SPDX-License-Identifier: MIT
#include "autograder/runner/trace_places.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(WithPlaces, LeavesLinesWithoutOffsetsAlone) {
  const std::string trace = "1 thread 1 locks mutex A\n2 thread 2 yields {\n";
  EXPECT_EQ(with_places(trace, "/no/such/binary", "lock.cc"), trace);
}

TEST(WithPlaces, NeverPassesOnWhatIsNotANumber) {
  const std::string trace = "1 thread 1 locks {0x12,--output=/etc/x}\n";
  EXPECT_EQ(with_places(trace, "/no/such/binary", "lock.cc"), trace);
}

TEST(WithPlaces, NamesNoFileForAStepOutsideTheStudentsFile) {
  // This test's own binary has no line of lock.cc.
  EXPECT_EQ(with_places("1 thread 1 locks mutex A  {0x1000,0x2000}\n", "/proc/self/exe", "lock.cc"),
            "1 thread 1 locks mutex A  in the claim\n");
}

TEST(WithPlaces, KeepsTheEndOfALongTrace) {
  std::string trace;
  for (int i = 0; i < 1000; ++i) trace += std::to_string(i) + "\n";
  const std::string kept = with_places(trace, "/no/such/binary", "lock.cc");
  EXPECT_EQ(kept.substr(0, 37), "  ... earlier steps are left out\n800\n");
  EXPECT_TRUE(kept.ends_with("998\n999\n"));
}

}  // namespace
}  // namespace lockstep
