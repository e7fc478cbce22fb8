// SPDX-License-Identifier: MIT
// What is said of the files of a submission, wherever they come from.
#include "autograder/grade/intake_testing.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(Collector, OneWithoutExercisesSaysSo) {
  ClassFolder folder;
  folder.file("jane/report.pdf", "x");
  EXPECT_TRUE(mentions(folder.read_one(), "There is no exercise file"));
}

TEST(Collector, AnArchiveWithinIsNamed) {
  ClassFolder folder;
  folder.file("jane/lab.zip", pack(Packing::kZip, {{"event.cc", "x"}}));
  EXPECT_TRUE(mentions(folder.read_one(), "was not read: \"lab.zip\". Unpack it"));
}

TEST(Collector, NearMissesAreNamedWithTheExercise) {
  ClassFolder folder;
  folder.file("jane/Semaphore.cc", "x");
  folder.file("jane/event (1).cc", "x");
  folder.file("jane/\nbounded_semaphore.cpp", "x");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files, Files{});
  EXPECT_TRUE(mentions(submission,
                       "\"Semaphore.cc\" was not taken: the exercise's "
                       "file is called semaphore.cc"));
  EXPECT_TRUE(mentions(submission, "\"event (1).cc\" was not taken"));
  EXPECT_TRUE(mentions(submission, "\"\\x0abounded_semaphore.cpp\" was not taken"));
}

TEST(Collector, ANearMissBesideTheRightFileIsOneOfTheUnknown) {
  ClassFolder folder;
  for (const char* name : {"semaphore.cc", "Semaphore.cc", "main.cc", "a.cc", "b.cc"}) {
    folder.file(std::string("jane/") + name, "x");
  }
  folder.file("jane/semaphore_test.cc", "the visible test comes with the course");
  folder.file("jane/semaphore.h", "so does the header");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files.size(), 1u);
  EXPECT_TRUE(has_notes(submission, {"\"a.cc\", \"b.cc\", \"main.cc\" and 1 more"}));
}

TEST(Collector, TheSameExerciseTwiceIsFineWhenIdentical) {
  ClassFolder folder;
  folder.file("jane/a/semaphore.cc", "x");
  folder.file("jane/b/semaphore.cc", "x");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files, (Files{{"semaphore", "x"}}));
  EXPECT_TRUE(has_notes(submission, {}));
}

TEST(Collector, TheSameExerciseTwiceIsNotTakenWhenDifferent) {
  ClassFolder folder;
  folder.file("jane/a/semaphore.cc", "x");
  folder.file("jane/b/semaphore.cc", "y");
  folder.file("jane/event.cc", "z");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.files, (Files{{"event", "z"}}));
  EXPECT_TRUE(mentions(submission, "\"a/semaphore.cc\" and \"b/semaphore.cc\""));
}

TEST(Collector, NotesAreBounded) {
  ClassFolder folder;
  for (int i = 0; i < 100; ++i) folder.link("jane/link" + std::to_string(i), "/");
  const Submission submission = folder.read_one();
  EXPECT_EQ(submission.notes.size(), 21u);
  EXPECT_TRUE(mentions(submission, "There are 80 more notes"));
}

}  // namespace
}  // namespace lockstep
