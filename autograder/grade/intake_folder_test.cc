// SPDX-License-Identifier: MIT
// Submissions that are folders: what is found, what is never opened, where reading ends.
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "autograder/base/check.h"
#include "autograder/grade/intake_testing.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(Folder, FilesAreFoundAtAnyDepthInFoldersOfAnyName) {
  ClassFolder folder;
  folder.file("jane/-rf/a b/c\nd/\xff\xfe/semaphore.cc", "x");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files, (Files{{"semaphore", "x"}}));
  EXPECT_TRUE(has_notes(submission, {}));
}

TEST(Folder, ContentIsTakenByteByByte) {
  ClassFolder folder;
  const std::string bytes("a\0b\xff\r\n", 6);
  folder.file("jane/semaphore.cc", bytes);
  EXPECT_EQ(folder.read_one().files, (Files{{"semaphore", bytes}}));
}

TEST(Folder, AnEmptyOneSaysSo) {
  ClassFolder folder;
  folder.folder("jane");
  EXPECT_TRUE(mentions(folder.read_one(), "The submission is empty"));
}

TEST(Folder, ClutterAndBuildLinksAreIgnored) {
  ClassFolder folder;
  folder.file("jane/semaphore.cc", "x");
  folder.file("jane/.DS_Store", "x");
  folder.file("jane/__MACOSX/semaphore.cc", "resource fork");
  folder.file("jane/._event.cc", "resource fork");
  folder.link("jane/bazel-bin", "/");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files, (Files{{"semaphore", "x"}}));
  EXPECT_TRUE(has_notes(submission, {}));
}

TEST(Folder, LinksAndFifosAreNotedAndNeverOpened) {
  ClassFolder outside;
  outside.file("event.cc", "secret");
  ClassFolder folder;
  folder.link("jane/event.cc", (outside.path() / "event.cc").string());
  folder.link("jane/dir", outside.path().string());
  folder.link("jane/loop", ".");
  folder.fifo("jane/semaphore.cc");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files, Files{});
  EXPECT_TRUE(has_notes(submission, {"\"dir\" is a link", "\"event.cc\" is a link",
                                     "\"loop\" is a link", "fifo or socket"}));
}

TEST(Folder, AFileOverTheSizeIsNotTaken) {
  ClassFolder folder;
  folder.file("jane/semaphore.cc", std::string(101, 'x'));
  folder.file("jane/old/semaphore.cc", "another copy is not taken in its place");
  folder.file("jane/event.cc", std::string(100, 'x'));
  IntakeLimits limits;
  limits.file_bytes = 100;
  const Submission submission = folder.read_one(limits);
  EXPECT_EQ(submission.files, (Files{{"event", std::string(100, 'x')}}));
  EXPECT_TRUE(mentions(submission, "\"semaphore.cc\" is larger than 100 bytes"));
}

TEST(Folder, TooManyMembersRefuseTheSubmission) {
  ClassFolder folder;
  for (int i = 0; i < 9; ++i) folder.file("jane/x/" + std::to_string(i), "");
  folder.file("jane/semaphore.cc", "x");
  IntakeLimits limits;
  limits.members = 10;
  const Submission refused = folder.read_one(limits);
  EXPECT_EQ(refused.files, Files{});
  EXPECT_TRUE(mentions(refused, "more than 10 files and folders"));
  limits.members = 11;
  EXPECT_EQ(folder.read_one(limits).files.size(), 1u);
}

TEST(Folder, TooManyBytesRefuseTheSubmission) {
  ClassFolder folder;
  folder.file("jane/core", "");
  std::filesystem::resize_file(folder.path() / "jane/core", std::uintmax_t{1} << 40);  // a hole
  folder.file("jane/semaphore.cc", "x");
  const Submission refused = folder.read_one();
  EXPECT_EQ(refused.files, Files{});
  EXPECT_TRUE(has_notes(refused, {"larger than 64 MiB"}));
}

TEST(Folder, NestingIsBounded) {
  ClassFolder folder;
  std::string deep = "jane";
  for (int i = 0; i < 60; ++i) deep += "/d";
  folder.file(deep + "/semaphore.cc", "x");
  folder.file("jane/event.cc", "x");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files, (Files{{"event", "x"}}));
  EXPECT_TRUE(mentions(submission, "nested too deeply"));
}

// Makes permissions count for root too, for this process, until it ends.
void give_up_root() {
  if (::geteuid() != 0) return;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  check("capset", ::syscall(SYS_capset, &header, data));
}

TEST(Folder, WhatCannotBeReadIsNoted) {
  ClassFolder folder;
  folder.file("jane/closed/event.cc", "x");
  folder.file("jane/semaphore.cc", "x");
  folder.file("jane/copy/semaphore.cc", "x");
  check("chmod", ::chmod((folder.path() / "jane/closed").c_str(), 0));
  check("chmod", ::chmod((folder.path() / "jane/semaphore.cc").c_str(), 0));
  const auto read_and_compare = [&folder] {
    give_up_root();
    const Submission submission = folder.read_one();
    const bool good =
        submission.files.empty() && submission.unreadable &&
        has_notes(submission, {"\"closed\" cannot be read (Permission denied)",
                               "\"semaphore.cc\" cannot be read (Permission denied)"});
    std::_Exit(good ? 0 : 1);
  };
  EXPECT_EXIT(read_and_compare(), testing::ExitedWithCode(0), "");
  check("chmod", ::chmod((folder.path() / "jane/closed").c_str(), 0700));
}

}  // namespace
}  // namespace lockstep
