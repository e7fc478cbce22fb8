// SPDX-License-Identifier: MIT
#include "autograder/runner/allowance.h"

#include "autograder/base/file.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

Allowance read(const std::string& text) {
  const std::string path = testing::TempDir() + "/allowance.json";
  write_file(path, text);
  return read_allowance(path);
}

TEST(Allowance, OfNothingSaidIsForThreads) {
  const Allowance allowance = read("{}");
  EXPECT_FALSE(allowance.processes);
  EXPECT_FALSE(allowance.files);
  EXPECT_EQ(allowance.cpu_seconds, Allowance().cpu_seconds);
}

TEST(Allowance, TakesNumbersAndRights) {
  const Allowance allowance = read(R"({"memory_mb": 77, "processes": true})");
  EXPECT_EQ(allowance.memory_mb, 77);
  EXPECT_TRUE(allowance.processes);
  EXPECT_FALSE(allowance.sockets);
}

TEST(Allowance, RefusesWhatItDoesNotKnow) {
  EXPECT_ANY_THROW(read(R"({"proceses": true})"));
  EXPECT_ANY_THROW(read(R"({"processes": 1})"));
  EXPECT_ANY_THROW(read(R"({"memory_mb": 0})"));
  EXPECT_ANY_THROW(read(R"({"memory_mb": "1 GB"})"));
  EXPECT_ANY_THROW(read("[]"));
  EXPECT_ANY_THROW(read("fork"));
}

}  // namespace
}  // namespace lockstep
