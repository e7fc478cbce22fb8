// SPDX-License-Identifier: MIT
#include "autograder/grade/expected.h"

#include <cstdlib>
#include <stdexcept>

#include "autograder/base/file.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

std::string file_with(const std::string& text) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/wrong.cc";
  write_file(path, text);
  return path;
}

TEST(Expected, IsInTheFirstLine) {
  const Expected expected = expected_of_wrong(
      file_with("// expect: lost wakeup in Lock.UnlockWakes\n// Not notified.\n"));
  EXPECT_EQ(expected.verdict, Verdict::kLostWakeup);
  EXPECT_EQ(expected.claim, "Lock.UnlockWakes");
}

TEST(Expected, NothingElseWillDo) {
  for (const char* text : {"", "\n// expect: deadlock in Lock.A\n", "// expect: deadlock\n",
                           "// expect: bad luck in Lock.A\n"}) {
    EXPECT_THROW(expected_of_wrong(file_with(text)), std::runtime_error) << text;
  }
}

}  // namespace
}  // namespace lockstep
