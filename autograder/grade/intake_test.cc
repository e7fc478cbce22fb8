// SPDX-License-Identifier: MIT
// The class as a whole: who is a student, who is there twice, what is no submission at all.
#include "autograder/grade/intake.h"

#include <system_error>

#include "autograder/grade/intake_testing.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using Names = std::vector<std::string>;

Names students(const std::vector<Submission>& submissions) {
  std::vector<std::string> names;
  for (const Submission& submission : submissions) names.push_back(submission.student);
  return names;
}

TEST(ReadClass, TakesFoldersAndArchivesOrderedByStudent) {
  ClassFolder folder;
  folder.file("carl.tar.gz", pack(Packing::kTarGz, {{"semaphore.cc", "c"}}));
  folder.file("anna/semaphore.cc", "a");
  folder.file("dora.tar", pack(Packing::kTar, {{"x/y/event.cc", "d"}}));
  folder.file("bert.ZIP", pack(Packing::kZip, {{"semaphore.cc", "b"}}));
  folder.file("emil.tgz", pack(Packing::kTarGz, {{"./event.cc", "e"}}));
  const auto all = folder.read();
  ASSERT_EQ(students(all), (Names{"anna", "bert", "carl", "dora", "emil"}));
  EXPECT_EQ(all[0].files, (Files{{"semaphore", "a"}}));
  EXPECT_EQ(all[1].files, (Files{{"semaphore", "b"}}));
  EXPECT_EQ(all[2].files, (Files{{"semaphore", "c"}}));
  EXPECT_EQ(all[3].files, (Files{{"event", "d"}}));
  EXPECT_EQ(all[4].files, (Files{{"event", "e"}}));
  for (const Submission& submission : all) EXPECT_TRUE(has_notes(submission, {}));
}

TEST(ReadClass, AnEmptyClassIsEmpty) { EXPECT_TRUE(ClassFolder().read().empty()); }

TEST(ReadClass, ThrowsWhenTheClassFolderCannotBeRead) {
  ClassFolder folder;
  folder.file("file", "");
  EXPECT_THROW(read_class(folder.path() / "nothing", {"event"}), std::system_error);
  EXPECT_THROW(read_class(folder.path() / "file", {"event"}), std::system_error);
}

TEST(ReadClass, ContentDecidesTheKindOfArchive) {
  EXPECT_EQ(read_packed(pack(Packing::kTarGz, {{"event.cc", "x"}}), "jane.zip").files,
            (Files{{"event", "x"}}));
  const Submission bare = read_packed(pack(Packing::kZip, {{"event.cc", "x"}}), "jane");
  EXPECT_EQ(bare.student, "jane");
  EXPECT_EQ(bare.files, (Files{{"event", "x"}}));
}

TEST(ReadClass, OtherArchivesAreNamedWithWhatToDo) {
  for (const auto& [bytes, name] : std::vector<std::pair<std::string, std::string>>{
           {pack(Packing::kSevenZip, {{"event.cc", "x"}}), "jane.7z"},
           {"Rar!\x1a\x07\x01", "jane.zip"},
           {"?", "jane.tar.xz"}}) {
    const Submission submission = read_packed(bytes, name);
    EXPECT_EQ(submission.student, "jane") << name;
    EXPECT_EQ(submission.files, Files{});
    EXPECT_TRUE(mentions(submission, "Pack the exercise files as .zip or .tar.gz"));
  }
}

TEST(ReadClass, TheSameStudentTwiceIsNotTaken) {
  ClassFolder folder;
  folder.file("anna/semaphore.cc", "1");
  folder.file("anna.zip", pack(Packing::kZip, {{"semaphore.cc", "1"}}));
  folder.file("bert/semaphore.cc", "1");
  const auto all = folder.read();
  ASSERT_EQ(students(all), (Names{"anna", "bert"}));
  EXPECT_EQ(all[0].files, Files{});
  EXPECT_TRUE(mentions(all[0], "\"anna\" and \"anna.zip\""));
  EXPECT_EQ(all[1].files, (Files{{"semaphore", "1"}}));
}

TEST(ReadClass, NamesOfStudentsArePrintableAndStayDifferent) {
  ClassFolder folder;
  for (const char* name : {"-rf", "a b", "a\nb", "a\\x0ab", "J\xf6rg", "J\u00f6rg", "$(reboot)",
                           ".hidden", "=1+1", "<b>"}) {
    folder.file(std::string(name) + "/event.cc", name);
  }
  const auto all = folder.read();
  EXPECT_EQ(students(all), (Names{"$(reboot)", "-rf", ".hidden", "<b>", "=1+1", "J\\xf6rg",
                                  "J\u00f6rg", "a b", "a\\x0ab", "a\\x5cx0ab"}));
  for (const Submission& submission : all) EXPECT_EQ(submission.files.size(), 1u);
}

TEST(ReadClass, FilesThatAreNoSubmissionsAreNotStudents) {
  ClassFolder folder;
  for (const char* name : {".DS_Store", "._anna.zip", "Thumbs.db", "README.md", "roster.csv",
                           "__MACOSX/._semaphore.cc", ".git/config"}) {
    folder.file(name, "x");
  }
  EXPECT_TRUE(folder.read().empty());
}

TEST(ReadClass, AStraySourceFileIsNotedUnderItsName) {
  const Submission submission = read_packed("int x;", "jane.cc");
  EXPECT_EQ(submission.student, "jane.cc");
  EXPECT_EQ(submission.files, Files{});
  EXPECT_TRUE(mentions(submission, "is a single file, not a submission"));
}

TEST(ReadClass, LinksAndFifosAreNotedAndNeverOpened) {
  ClassFolder outside;
  outside.file("anna/semaphore.cc", "secret");
  ClassFolder folder;
  folder.link("anna", (outside.path() / "anna").string());
  folder.fifo("bert.zip");
  folder.link("carl.zip", "/etc/passwd");
  const auto all = folder.read();  // would wait for ever if it opened the fifo
  ASSERT_EQ(students(all), (Names{"anna", "bert", "carl"}));
  EXPECT_TRUE(mentions(all[0], "\"anna\" is a link and was not followed"));
  EXPECT_TRUE(mentions(all[1], "device, fifo or socket"));
  EXPECT_TRUE(mentions(all[2], "\"carl.zip\" is a link"));
  for (const Submission& submission : all) EXPECT_EQ(submission.files, Files{});
}

TEST(ReadClass, OneBadSubmissionLeavesTheOthersAlone) {
  ClassFolder folder;
  folder.file("anna.zip", "<html>login</html>");
  folder.file("bert/event.cc", "b");
  const auto all = folder.read();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(mentions(all[0], "broken or encrypted"));
  EXPECT_EQ(all[1].files, (Files{{"event", "b"}}));
}

}  // namespace
}  // namespace lockstep
