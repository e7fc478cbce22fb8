// SPDX-License-Identifier: MIT
#include "autograder/gate/diagnostics.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(WithoutFolders, CutsThePathOfTheSourceEverywhere) {
  const std::string said =
      "a/b/lock.cc:1:2: error: no\na/b/lock.cc:3:4: note: here\nlessons/lock.h:5:6: note: there\n";
  EXPECT_EQ(without_folders(said, "a/b/lock.cc"),
            "lock.cc:1:2: error: no\nlock.cc:3:4: note: here\nlessons/lock.h:5:6: note: there\n");
}

TEST(WithoutFolders, LeavesASourceWithoutFoldersAlone) {
  EXPECT_EQ(without_folders("lock.cc:1:2: error: no\n", "lock.cc"), "lock.cc:1:2: error: no\n");
}

TEST(LinkErrors, NamesEachMissingFunctionOnce) {
  const std::string said =
      "ld.lld: error: undefined symbol: lockstep::make_lock()\n"
      ">>> referenced by lock_test.cc:12 (tests/lock/lock_test.cc:12)\n"
      "ld.lld: error: undefined symbol: lockstep::make_lock()\n";
  EXPECT_EQ(link_errors(said), "not defined in your file: lockstep::make_lock()\n");
}

TEST(LinkErrors, SaysWhatBelongsToTheCourse) {
  EXPECT_EQ(
      link_errors("ld.lld: error: duplicate symbol: main\n>>> defined at main.cc:98\n"),
      "defined in your file, but it belongs to the course: main (put your own helpers into an "
      "anonymous namespace)\n");
}

TEST(LinkErrors, NamesNoFileOfOurs) {
  EXPECT_EQ(link_errors("ld.lld: error: tests/lock/hidden.cc: relocation out of range\n"),
            "your file compiles, but cannot be linked with the claims\n");
}

}  // namespace
}  // namespace lockstep
