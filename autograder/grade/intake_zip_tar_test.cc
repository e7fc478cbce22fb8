// SPDX-License-Identifier: MIT
// Submissions that are archives: what only zip, only tar or only gzip can do.
#include "autograder/grade/intake_testing.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

// Replaces every `from` by `to`, which has the same size.
std::string patched(std::string bytes, const std::string& from, const std::string& to) {
  EXPECT_EQ(from.size(), to.size());
  int count = 0;
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1)) {
    bytes.replace(at, to.size(), to);
    ++count;
  }
  EXPECT_GT(count, 0) << "nothing to patch";
  return bytes;
}

TEST(Tar, HardLinksFifosAndDevicesAreSkippedAndNoted) {
  const Submission submission =
      read_members(Packing::kTar, {{"semaphore.cc", "good"},
                                   {"event.cc", "semaphore.cc", MemberType::kHardLink},
                                   {"f", "", MemberType::kFifo},
                                   {"bounded_semaphore.cc", "", MemberType::kDevice}});
  EXPECT_EQ(submission.files, (Files{{"semaphore", "good"}}));
  EXPECT_TRUE(has_notes(submission, {"\"event.cc\" of the archive is a link",
                                     "\"f\" of the archive is a device, fifo",
                                     "\"bounded_semaphore.cc\" of the archive is "
                                     "a device"}));
}

TEST(Tar, NamesThatAreNotUtf8AreFoldersLikeOthers) {
  const Submission submission = read_members(Packing::kTar, {{"\xff\xfe/semaphore.cc", "x"}});
  EXPECT_EQ(submission.files, (Files{{"semaphore", "x"}}));
}

TEST(TarGz, GzipWithinGzipIsNotUnpacked) {
  const std::string inner = pack(Packing::kTarGz, {{"semaphore.cc", "x"}});
  EXPECT_EQ(read_packed(inner, "jane.tgz").files.size(), 1u);
  const Submission submission = read_packed(gzip(inner), "jane.tgz");
  EXPECT_EQ(submission.files, Files{});
  EXPECT_TRUE(mentions(submission, "broken or encrypted"));
}

TEST(TarGz, ABombBehindTheEndOfTheTarIsRefused) {
  const std::string tar = pack(Packing::kTar, {{"semaphore.cc", "x"}});
  IntakeLimits limits;
  limits.total_bytes = 1 << 20;
  const std::string zeros(std::size_t{4} << 20, '\0');
  const Submission submission = read_packed(gzip(tar + zeros), "jane.tgz", limits);
  EXPECT_EQ(submission.files, Files{});
  EXPECT_TRUE(has_notes(submission, {"larger than 1 MiB"}));
}

TEST(TarGz, WhatIsNoTarIsRefused) {
  EXPECT_TRUE(mentions(read_packed(gzip("int x;"), "semaphore.cc.gz"), "broken or encrypted"));
}

TEST(TarGz, AnArchiveWithinIsNamed) {
  const std::string inner = pack(Packing::kTarGz, {{"semaphore.cc", "x"}});
  const Submission submission = read_members(Packing::kTarGz, {{"lab/inner.tar.gz", inner}});
  EXPECT_EQ(submission.files, Files{});
  EXPECT_TRUE(mentions(submission, "archive within the submission"));
}

TEST(Zip, BackslashesSeparateFolders) {
  const Submission submission = read_packed(patched(
      patched(pack(Packing::kZip, {{"a#semaphore.cc", "x"}, {"..#event.cc", "y"}}), "a#", "a\\"),
      "..#", "..\\"));
  EXPECT_EQ(submission.files, (Files{{"semaphore", "x"}}));
  EXPECT_TRUE(mentions(submission, "\"../event.cc\""));
}

TEST(Zip, FoldersWithOtherLettersAreTaken) {
  EXPECT_EQ(read_members(Packing::kZip, {{"\u00fcbung \u4e2d/semaphore.cc", "x"}}).files,
            (Files{{"semaphore", "x"}}));
}

TEST(Zip, NamesInAnOldCharacterSetAreTaken) {
  EXPECT_EQ(
      read_packed(patched(pack(Packing::kZip, {{"##/semaphore.cc", "x"}}), "##", "\xff\xfe")).files,
      (Files{{"semaphore", "x"}}));
}

TEST(Zip, EncryptedFilesAreNamed) {
  const Submission submission = read_members(Packing::kZipEncrypted, {{"semaphore.cc", "x"}});
  EXPECT_EQ(submission.files, Files{});
  EXPECT_TRUE(mentions(submission, "\"semaphore.cc\" is encrypted"));
}

TEST(Zip, AChangedFileIsNotTaken) {
  const Submission submission = read_packed(
      patched(pack(Packing::kZipStored, {{"semaphore.cc", "ORIGINAL"}, {"event.cc", "e"}}),
              "ORIGINAL", "CHANGED!"));
  EXPECT_EQ(submission.files, (Files{{"event", "e"}}));
  EXPECT_TRUE(mentions(submission, "\"semaphore.cc\" of the archive is broken"));
}

TEST(Zip, ASizeThatLiesDoesNotHelpABomb) {
  const std::string zeros(std::size_t{4} << 20, '\0');
  std::string size(4, '\0');
  for (int i = 0; i < 4; ++i) size[i] = static_cast<char>(zeros.size() >> (8 * i));
  const std::string bytes = patched(
      pack(Packing::kZip, {{"semaphore.cc", zeros}, {"event.cc", "x"}}), size, {"\1\0\0\0", 4});
  IntakeLimits limits;
  limits.total_bytes = 1 << 20;  // reading on to the bomb's end would refuse the submission
  const Submission submission = read_packed(bytes, "jane.zip", limits);
  EXPECT_EQ(submission.files, (Files{{"event", "x"}}));
  EXPECT_TRUE(has_notes(submission, {"\"semaphore.cc\" is larger than 256 KiB"}));
}

TEST(Zip, TheDirectoryDecidesWhatIsInIt) {
  // Bytes before the archive, as in a self-extracting one, and members that the directory does not
  // name are nobody's files.
  const std::string hidden = pack(Packing::kZip, {{"event.cc", "hidden"}});
  const std::string shown = pack(Packing::kZip, {{"semaphore.cc", "shown"}});
  EXPECT_EQ(read_packed(hidden.substr(0, 60) + shown).files, (Files{{"semaphore", "shown"}}));
}

}  // namespace
}  // namespace lockstep
