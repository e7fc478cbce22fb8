// SPDX-License-Identifier: MIT
#include "autograder/grade/catalog.h"

#include <cstdlib>
#include <stdexcept>

#include "autograder/base/file.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

class Catalog : public testing::Test {
 protected:
  Catalog() {
    std::string name = testing::TempDir() + "/catalogXXXXXX";
    workspace_ = ::mkdtemp(name.data());
    fs::create_directories(workspace_ / "lessons/base");
    write_file(workspace_ / "lessons/base/given.h", "");
  }

  void add(const std::string& lesson, const std::string& exercise) {
    fs::create_directories(workspace_ / "lessons" / lesson);
    write_file(workspace_ / "lessons" / lesson / (exercise + ".h"), "");
    fs::create_directories(workspace_ / "tests" / lesson / "wrong" / exercise);
  }

  fs::path workspace_;
};

TEST_F(Catalog, FindsExercisesThatHaveClaimsInOrder) {
  add("queue", "bun_shop");
  add("lock", "transfer");
  add("lock", "futex_lock");
  const auto all = read_catalog(workspace_);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].exercise, "futex_lock");
  EXPECT_EQ(all[1].exercise, "transfer");
  EXPECT_EQ(all[2].lesson, "queue");
}

TEST_F(Catalog, SaysWhenThereAreNoClaims) {
  EXPECT_THROW(read_catalog(workspace_), std::runtime_error);
}

TEST_F(Catalog, RefusesTwoExercisesOfOneName) {
  add("queue", "lock");
  add("lock", "lock");
  EXPECT_THROW(read_catalog(workspace_), std::runtime_error);
}

TEST_F(Catalog, ChoosesLessonsAndNamesTheOneThatIsNotThere) {
  add("queue", "bun_shop");
  add("lock", "transfer");
  const auto all = read_catalog(workspace_);
  ASSERT_EQ(of_lessons(all, {"queue"}).size(), 1u);
  EXPECT_EQ(of_lessons(all, {"queue"})[0].exercise, "bun_shop");
  EXPECT_THROW(of_lessons(all, {"queu"}), std::runtime_error);
}

}  // namespace
}  // namespace lockstep
