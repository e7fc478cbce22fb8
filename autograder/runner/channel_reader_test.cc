// SPDX-License-Identifier: MIT
#include "autograder/runner/channel_reader.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

constexpr char kSecret[] = "0123456789abcdef0123456789abcdef";

std::string line(const std::string& word, const std::string& text) {
  return kSecret + word + "\t" + text + "\n";
}

Told read(const std::string& text) { return read_channel(text, kSecret, "Lock.Excludes"); }

TEST(ReadChannel, KnowsACompletionOfTheAskedClaimOnly) {
  EXPECT_TRUE(read(line("completed", "Lock.Excludes")).completed);
  EXPECT_FALSE(read(line("completed", "Lock.Other")).completed);
  EXPECT_FALSE(read("").completed);
}

TEST(ReadChannel, IgnoresLinesWithoutTheSecret) {
  const Told told = read("completed\tLock.Excludes\nffff" + line("completed", "Lock.Excludes"));
  EXPECT_FALSE(told.completed);
  EXPECT_EQ(told.foreign_lines, 2);
}

TEST(ReadChannel, UnescapesTexts) {
  const Told told = read(line("failed", "one\\ntwo\\tthree\\\\four"));
  ASSERT_EQ(told.evidence.size(), 1u);
  EXPECT_EQ(told.evidence[0].verdict, Verdict::kWrongResult);
  EXPECT_EQ(told.evidence[0].words, "one\ntwo\tthree\\four");
}

TEST(ReadChannel, GivesAnOutcomeItsScheduleMessageAndTrace) {
  const Told told = read(line("outcome", "deadlock") + line("schedule", "pct3:4711") +
                         line("message", "each waits for the other") + line("trace", "1 lock A"));
  ASSERT_EQ(told.evidence.size(), 1u);
  EXPECT_EQ(told.evidence[0].verdict, Verdict::kDeadlock);
  EXPECT_EQ(told.evidence[0].schedule, "pct3:4711");
  EXPECT_EQ(told.evidence[0].words, "each waits for the other");
  EXPECT_EQ(told.evidence[0].trace, "1 lock A");
}

TEST(ReadChannel, GivesTheScheduleToWhatWasSeenBeforeUnderIt) {
  const Told told = read(line("failed", "two inside") + line("detail", "x.cc:1") +
                         line("outcome", "wrong result") + line("schedule", "random:7"));
  ASSERT_EQ(told.evidence.size(), 2u);
  EXPECT_EQ(told.evidence[0].schedule, "random:7");
  EXPECT_EQ(told.evidence[0].detail, "x.cc:1");
}

TEST(ReadChannel, SaysAnUncaughtExceptionInWords) {
  const Told told = read(line("uncaught", "St12out_of_range\\nno such thing"));
  ASSERT_EQ(told.evidence.size(), 1u);
  EXPECT_EQ(told.evidence[0].verdict, Verdict::kCrash);
  EXPECT_EQ(told.evidence[0].words,
            "an exception of type std::out_of_range was not caught: no such thing");
  EXPECT_TRUE(told.aborted_on_purpose);
}

TEST(ReadChannel, KeepsWhereCanariesAreMade) {
  const Told told = read(line("canary", "0x5560") + "canary\t0x6000\n" + line("canary", "0x7000"));
  EXPECT_EQ(told.canaries, (std::vector<std::string>{"0x5560", "0x7000"}));
}

TEST(ReadChannel, DoesNotKnowAnOutcomeThatIsNoVerdict) {
  const Told told = read(line("outcome", "splendid"));
  EXPECT_TRUE(told.evidence.empty());
  EXPECT_EQ(told.foreign_lines, 1);
}

}  // namespace
}  // namespace lockstep
