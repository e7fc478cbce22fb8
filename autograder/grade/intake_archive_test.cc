// SPDX-License-Identifier: MIT
// Submissions that are archives, most of them hostile: what holds for every kind.
#include <random>

#include "autograder/grade/intake_testing.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

class EveryPacking : public testing::TestWithParam<Packing> {};
INSTANTIATE_TEST_SUITE_P(Archive, EveryPacking,
                         testing::Values(Packing::kZip, Packing::kTar, Packing::kTarGz));

TEST_P(EveryPacking, TakesExerciseFilesOnly) {
  const Submission submission =
      read_members(GetParam(), {{"lab", "", MemberType::kFolder},
                                {"lab/semaphore.cc", "x"},
                                {"lab/-rf a/\n/event.cc", std::string("\0\xff", 2)},
                                {"lab/notes.txt", "y"},
                                {"__MACOSX/lab/._semaphore.cc", "fork"}});
  EXPECT_EQ(submission.student, "jane");
  EXPECT_EQ(submission.files, (Files{{"event", std::string("\0\xff", 2)}, {"semaphore", "x"}}));
  EXPECT_TRUE(has_notes(submission, {}));
}

TEST_P(EveryPacking, DangerousNamesAreSkippedAndNoted) {
  const Submission submission = read_members(GetParam(), {{"../semaphore.cc", "bad"},
                                                          {"a/../../semaphore.cc", "bad"},
                                                          {"/tmp/semaphore.cc", "bad"},
                                                          {"C:/semaphore.cc", "bad"},
                                                          {"good/semaphore.cc", "good"}});
  EXPECT_EQ(submission.files, (Files{{"semaphore", "good"}}));
  EXPECT_TRUE(has_notes(submission, {"\"../semaphore.cc\" of the archive has a "
                                     "name with \"..\"",
                                     "\"a/../../semaphore.cc\"",
                                     "\"/tmp/semaphore.cc\" of the archive has "
                                     "an absolute name",
                                     "\"C:/semaphore.cc\""}));
}

TEST_P(EveryPacking, SymbolicLinksAreSkippedAndNoted) {
  const Submission submission =
      read_members(GetParam(), {{"event.cc", "/etc/passwd", MemberType::kSymbolicLink},
                                {"dir", "/etc", MemberType::kSymbolicLink},
                                {"semaphore.cc", "good"}});
  EXPECT_EQ(submission.files, (Files{{"semaphore", "good"}}));
  EXPECT_TRUE(has_notes(
      submission, {"\"event.cc\" of the archive is a link", "\"dir\" of the archive is a link"}));
}

TEST_P(EveryPacking, AnEmptyArchiveSaysSo) {
  EXPECT_TRUE(mentions(read_members(GetParam(), {}), "The submission is empty"));
}

TEST_P(EveryPacking, TooManyMembersRefuseTheSubmission) {
  std::vector<Member> members = {{"semaphore.cc", "x"}};
  for (int i = 0; i < 200; ++i) members.push_back({"f" + std::to_string(i), ""});
  IntakeLimits limits;
  limits.members = 200;
  const Submission refused = read_members(GetParam(), members, limits);
  EXPECT_EQ(refused.files, Files{});
  EXPECT_TRUE(has_notes(refused, {"more than 200 files"}));
  limits.members = 201;
  EXPECT_EQ(read_members(GetParam(), members, limits).files.size(), 1u);
}

TEST_P(EveryPacking, ABombIsRefused) {
  const std::string zeros(std::size_t{32} << 20, '\0');
  IntakeLimits limits;
  limits.total_bytes = 1 << 20;
  const Submission refused =
      read_members(GetParam(), {{"semaphore.cc", "x"}, {"zeros", zeros}}, limits);
  EXPECT_EQ(refused.files, Files{});
  EXPECT_TRUE(has_notes(refused, {"larger than 1 MiB"}));
}

TEST_P(EveryPacking, AFileOverTheSizeIsNotTaken) {
  const Submission submission =
      read_members(GetParam(), {{"semaphore.cc", std::string(256 * 1024 + 1, ' ')},
                                {"event.cc", std::string(256 * 1024, ' ')}});
  EXPECT_EQ(submission.files, (Files{{"event", std::string(256 * 1024, ' ')}}));
  EXPECT_TRUE(has_notes(submission, {"\"semaphore.cc\" is larger than 256 KiB"}));
}

std::string random_text(std::size_t size) {
  std::mt19937 random(301);
  std::string text;
  while (text.size() < size) text += static_cast<char>('a' + random() % 26);
  return text;
}

TEST_P(EveryPacking, ATruncatedOneIsRefusedWhereverItWasCut) {
  const std::string whole =
      pack(GetParam(), {{"semaphore.cc", "x"}, {"event.cc", random_text(3000)}});
  ASSERT_GT(whole.size(), 1600u);
  for (std::size_t size = 1; size < 1600; size += 97) {
    const Submission submission = read_packed(whole.substr(0, size), usual_name(GetParam()));
    EXPECT_TRUE(submission.files.empty()) << size;
    EXPECT_TRUE(mentions(submission, "broken or encrypted")) << size;
  }
}

TEST_P(EveryPacking, AnyByteMayBeWrong) {
  const std::string whole = pack(GetParam(), {{"a/semaphore.cc", "int x;"},
                                              {"b", "/", MemberType::kSymbolicLink},
                                              {"event.cc", std::string(500, 'y')}});
  std::mt19937 random(301);
  for (int round = 0; round < 300; ++round) {
    std::string bytes = whole;
    for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    const Submission submission = read_packed(bytes, usual_name(GetParam()));
    EXPECT_LE(submission.notes.size(), 21u);
    EXPECT_LE(submission.files.size(), 2u);
  }
}

}  // namespace
}  // namespace lockstep
