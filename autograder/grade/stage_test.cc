// SPDX-License-Identifier: MIT
#include "autograder/grade/stage.h"

#include <cstdlib>

#include "autograder/base/file.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

const ExerciseName kLock{"lock", "spin_lock"};

std::filesystem::path new_folder() {
  std::string name = testing::TempDir() + "/stageXXXXXX";
  return ::mkdtemp(name.data());
}

TEST(Sha256, IsTheStandardOne) {
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Stage, NamesAPackageByItsContent) {
  Stage stage(new_folder());
  const std::string label = stage.add(kLock, "abc");
  EXPECT_EQ(label, "//submissions/lock/spin_lock/" + sha256("abc") + ":graded");
  EXPECT_EQ(stage.add(kLock, "abc"), label);
  EXPECT_NE(stage.add(kLock, "abd"), label);
  EXPECT_NE(stage.add({"lock", "other"}, "abc"), label);
  const auto package = stage.root() / "submissions/lock/spin_lock" / sha256("abc");
  EXPECT_EQ(read_file(package / "spin_lock.cc"), "abc");
}

TEST(Stage, RunAgainChangesTheBuildFileAndKeepsTheSource) {
  Stage stage(new_folder());
  const std::string label = stage.add(kLock, "abc");
  const auto package = stage.root() / "submissions/lock/spin_lock" / sha256("abc");
  const std::string before = read_file(package / "BUILD");
  stage.run_again(label);
  const std::string after = read_file(package / "BUILD");
  EXPECT_NE(before, after);
  EXPECT_EQ(stage.add(kLock, "abc"), label);
  EXPECT_EQ(read_file(package / "BUILD"), after) << "the next run takes the new attempt over";
}

TEST(Stage, RemovesWhatThisRunDidNotAdd) {
  const auto folder = new_folder();
  Stage(folder).add(kLock, "old");
  Stage stage(folder);
  stage.add(kLock, "new");
  stage.remove_others();
  EXPECT_FALSE(std::filesystem::exists(folder / "submissions/lock/spin_lock" / sha256("old")));
  EXPECT_TRUE(std::filesystem::exists(folder / "submissions/lock/spin_lock" / sha256("new")));
}

}  // namespace
}  // namespace lockstep
