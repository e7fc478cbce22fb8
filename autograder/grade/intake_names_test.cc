// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_names.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

const std::set<std::string>& exercises() {
  static const std::set<std::string> names = {"barrier", "bounded_semaphore", "event", "semaphore"};
  return names;
}

TEST(ExerciseOf, TakesTheExactNameAtAnyDepth) {
  EXPECT_EQ(exercise_of("semaphore.cc", exercises()), "semaphore");
  EXPECT_EQ(exercise_of("a b/-c/\n/semaphore.cc", exercises()), "semaphore");
}

TEST(ExerciseOf, TakesNothingElse) {
  for (const char* path : {"Semaphore.cc", "semaphore.cpp", ".cc", "semaphore", "semaphore.cc/",
                           "xsemaphore.cc", "semaphore.cc.txt", " semaphore.cc", ""}) {
    EXPECT_EQ(exercise_of(path, exercises()), std::nullopt) << path;
  }
}

TEST(NearestExercise, SeesThroughCaseSuffixAndCopies) {
  for (const char* path :
       {"Semaphore.cc", "SEMAPHORE.CC", "semaphore.cpp", "semaphore.C", "semaphore.cc.txt",
        "semaphore (1).cc", "semaphore(2).cc", "semaphore - Copy.cc", "semaphore copy.cc",
        "-semaphore.cc", "semaphore.cc ", "a/Semaphore.cc", "semaphores.cc", "semahpore.cc",
        "jane_1234_semaphore.cc"}) {
    EXPECT_EQ(nearest_exercise(path, exercises()), "semaphore") << path;
  }
  EXPECT_EQ(nearest_exercise("Bounded-Semaphore.cc", exercises()), "bounded_semaphore");
  EXPECT_EQ(nearest_exercise("bounded semaphore.cc", exercises()), "bounded_semaphore");
  EXPECT_EQ(nearest_exercise("jane_bounded_semaphore.cc", exercises()), "bounded_semaphore");
  EXPECT_EQ(nearest_exercise("events.cc", exercises()), "event");
}

TEST(NearestExercise, LeavesOtherNamesAlone) {
  for (const char* path : {"main.cc", "semaphore.h", "semaphore_test.cc", "semaphore", "even.txt",
                           "elves.cc", ".cc", "cc", "(1).cc", "", "semaphore.o", "x.cc"}) {
    EXPECT_EQ(nearest_exercise(path, exercises()), std::nullopt) << path;
  }
  EXPECT_EQ(nearest_exercise(std::string(100'000, 'x') + ".cc", exercises()), std::nullopt);
}

TEST(Clutter, IsWhatSystemsLeaveBehind) {
  for (const char* path : {".DS_Store", "a/.DS_Store", "__MACOSX", "__MACOSX/a/b.cc",
                           "a/__MACOSX/._semaphore.cc", "._semaphore.cc", "a/Thumbs.db"}) {
    EXPECT_TRUE(is_clutter(path)) << path;
  }
  EXPECT_FALSE(is_clutter("semaphore.cc"));
  EXPECT_FALSE(is_clutter("my__MACOSX/semaphore.cc"));
  EXPECT_FALSE(is_clutter(".git"));
}

}  // namespace
}  // namespace lockstep
