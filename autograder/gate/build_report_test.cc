// SPDX-License-Identifier: MIT
#include "autograder/gate/build_report.h"

#include <cstdlib>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(BuildReport, ComesBackAsItWasWritten) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/report.json";
  write_build_report(path, {false, "a.cc:1: main", true, {"compile box"}});
  const BuildReport read = read_build_report(path);
  EXPECT_FALSE(read.ok);
  EXPECT_TRUE(read.refused);
  EXPECT_EQ(read.diagnostics, "a.cc:1: main");
  EXPECT_EQ(read.missing_layers, std::vector<std::string>{"compile box"});
}

}  // namespace
}  // namespace lockstep
