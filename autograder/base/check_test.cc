// SPDX-License-Identifier: MIT
#include "autograder/base/check.h"

#include <fcntl.h>

#include <string>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(Check, GivesBackWhatTheCallReturned) {
  EXPECT_EQ(check("count", 0), 0);
  EXPECT_EQ(check("count", 7L), 7L);
}

TEST(Check, ThrowsWhatWasTriedAndWhy) {
  try {
    check("open a file that is not there", ::open("/no such folder/file", O_RDONLY));
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOENT);
    EXPECT_EQ(std::string(error.what()).find("open a file that is not there"), 0u) << error.what();
  }
}

}  // namespace
}  // namespace lockstep
