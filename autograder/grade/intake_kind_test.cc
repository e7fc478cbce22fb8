// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_kind.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(ArchiveKind, ContentSaysMoreThanTheName) {
  EXPECT_EQ(archive_kind("PK\3\4...", "jane.tar.gz"), ArchiveKind::kZip);
  EXPECT_EQ(archive_kind("\x1f\x8b\x08", "jane.zip"), ArchiveKind::kTarGz);
  EXPECT_EQ(archive_kind(std::string(257, 'a') + "ustar", "jane.zip"), ArchiveKind::kTar);
  EXPECT_EQ(archive_kind("Rar!\x1a\x07\x01", "jane.zip"), ArchiveKind::kOther);
  EXPECT_EQ(archive_kind("PK\3\4", "jane"), ArchiveKind::kZip);
}

TEST(ArchiveKind, TheNameDecidesWhereContentSaysNothing) {
  EXPECT_EQ(archive_kind("<html>", "jane.zip"), ArchiveKind::kZip);
  EXPECT_EQ(archive_kind("", "jane.TAR"), ArchiveKind::kTar);
  EXPECT_EQ(archive_kind("", "jane.tgz"), ArchiveKind::kTarGz);
  EXPECT_EQ(archive_kind("", "jane.7z"), ArchiveKind::kOther);
  EXPECT_EQ(archive_kind("text", "README.md"), ArchiveKind::kNone);
  EXPECT_EQ(archive_kind(std::string(256, 'a'), "notes"), ArchiveKind::kNone);
}

TEST(WithoutArchiveSuffix, LeavesTheStudent) {
  EXPECT_EQ(without_archive_suffix("jane.tar.gz"), "jane");
  EXPECT_EQ(without_archive_suffix("jane.d.ZIP"), "jane.d");
  EXPECT_EQ(without_archive_suffix("jane.tgz"), "jane");
  EXPECT_EQ(without_archive_suffix("jane.rar"), "jane");
  EXPECT_EQ(without_archive_suffix("jane"), "jane");
  EXPECT_EQ(without_archive_suffix(".zip"), ".zip");
  EXPECT_EQ(without_archive_suffix("zip"), "zip");
}

}  // namespace
}  // namespace lockstep
