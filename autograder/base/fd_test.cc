// SPDX-License-Identifier: MIT
#include "autograder/base/fd.h"

#include <fcntl.h>

#include <type_traits>
#include <utility>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

bool is_open(int number) { return ::fcntl(number, F_GETFD) != -1; }

int open_something() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

TEST(Fd, ClosesWhenItEnds) {
  const int number = open_something();
  ASSERT_TRUE(is_open(number));
  {
    const Fd fd(number);
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Fd, MovesAndIsNeverCopied) {
  static_assert(!std::is_copy_constructible_v<Fd> && !std::is_copy_assignable_v<Fd>);
  Fd first(open_something());
  const int number = first.get();
  Fd second(std::move(first));
  EXPECT_FALSE(first);
  EXPECT_EQ(second.get(), number);
  EXPECT_TRUE(is_open(number));
}

TEST(Fd, MoveAssignmentClosesWhatItOwned) {
  Fd target(open_something());
  const int old = target.get();
  Fd source(open_something());
  const int kept = source.get();
  target = std::move(source);
  EXPECT_EQ(target.get(), kept);
  EXPECT_TRUE(is_open(kept));
  EXPECT_FALSE(is_open(old));
}

TEST(Fd, ReleaseGivesOwnershipAway) {
  int number = -1;
  {
    Fd fd(open_something());
    number = fd.release();
    EXPECT_FALSE(fd);
  }
  EXPECT_TRUE(is_open(number));
  ::close(number);
}

}  // namespace
}  // namespace lockstep
