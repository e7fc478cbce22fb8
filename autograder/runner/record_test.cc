// SPDX-License-Identifier: MIT
#include "autograder/runner/record.h"

#include "autograder/base/file.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

std::filesystem::path scratch_file() { return testing::TempDir() + "/record.json"; }

TEST(Record, ReadsWhatWasWritten) {
  Record record;
  record.build = {true, "lock.cc:1: warning: unused\n"};
  ClaimRecord claim{"Lock.Excludes", {}, true, 0.25};
  claim.evidence.push_back({Verdict::kDeadlock, "words", "pct3:1", "trace", false, "detail"});
  record.claims.push_back(claim);
  record.missing_layers = {"namespaces"};
  write_record(scratch_file(), record);

  const Record read = read_record(scratch_file());
  EXPECT_TRUE(read.build.ok);
  EXPECT_EQ(read.missing_layers, record.missing_layers);
  EXPECT_EQ(read.build.diagnostics, record.build.diagnostics);
  ASSERT_EQ(read.claims.size(), 1u);
  EXPECT_EQ(read.claims[0].name, "Lock.Excludes");
  EXPECT_TRUE(read.wall_clock());
  EXPECT_EQ(read.claims[0].cpu_seconds, 0.25);
  ASSERT_EQ(read.claims[0].evidence.size(), 1u);
  const Evidence& evidence = read.claims[0].evidence[0];
  EXPECT_EQ(evidence.verdict, Verdict::kDeadlock);
  EXPECT_EQ(evidence.words, "words");
  EXPECT_EQ(evidence.schedule, "pct3:1");
  EXPECT_EQ(evidence.trace, "trace");
  EXPECT_FALSE(evidence.repeatable);
  EXPECT_EQ(evidence.detail, "detail");
}

TEST(Record, SurvivesBytesThatAreNotUtf8) {
  Record record;
  record.build = {false, "lock.cc: \xff\xfe"};
  write_record(scratch_file(), record);
  EXPECT_EQ(read_record(scratch_file()).build.diagnostics, "lock.cc: \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Record, RefusesWhatIsNotARecord) {
  write_file(scratch_file(), "{}");
  EXPECT_ANY_THROW(read_record(scratch_file()));
  write_file(scratch_file(), "not JSON");
  EXPECT_ANY_THROW(read_record(scratch_file()));
}

}  // namespace
}  // namespace lockstep
