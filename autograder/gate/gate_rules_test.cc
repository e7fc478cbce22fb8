// SPDX-License-Identifier: MIT
#include "autograder/gate/gate_rules.h"

#include <cstdlib>

#include "autograder/gate/finding.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

// What read_gate_rules() makes of these two texts.
GateRules rules_of(const std::string& everywhere, const std::string& exercise) {
  const std::string folder = std::getenv("TEST_TMPDIR");
  const auto write = [&](const std::string& name, const std::string& text) {
    std::FILE* file = std::fopen((folder + "/" + name).c_str(), "w");
    std::fputs(text.c_str(), file);
    std::fclose(file);
    return folder + "/" + name;
  };
  return read_gate_rules(write("everywhere", everywhere), write("exercise", exercise));
}

TEST(GateRules, AllowNamesAndBeginnings) {
  const GateRules rules = rules_of("# comment\nmemcpy\nsem_*  # all of them\n", "");
  EXPECT_TRUE(rules.allows("memcpy"));
  EXPECT_TRUE(rules.allows("sem_post"));
  EXPECT_FALSE(rules.allows("memcpyx"));
  EXPECT_FALSE(rules.allows("dlsym"));
}

TEST(GateRules, ExceptionsAreRefusedUnlessTheExerciseAllowsThem) {
  EXPECT_FALSE(rules_of("sem_*\n!sem_open\n", "").allows("sem_open"));
  EXPECT_TRUE(rules_of("sem_*\n!sem_open\n", "allow sem_open\n").allows("sem_open"));
}

TEST(GateRules, TheExerciseAddsItsOwn) {
  const GateRules rules = rules_of("", "api work\nshared state\ngiven help\nallow fork\n");
  EXPECT_TRUE(rules.api.contains("work"));
  EXPECT_TRUE(rules.shared.contains("state"));
  for (const char* name : {"work", "help", "fork"}) EXPECT_TRUE(rules.allows(name)) << name;
  EXPECT_FALSE(rules.allows("state"));
}

TEST(GateRules, WhatIsNotUnderstoodIsAnError) {
  EXPECT_THROW(rules_of("a b\n", ""), std::runtime_error);
  EXPECT_THROW(rules_of("", "allow\n"), std::runtime_error);
  EXPECT_THROW(rules_of("", "permit fork\n"), std::runtime_error);
}

TEST(Findings, AreToldOnceInTheOrderOfLines) {
  Findings findings;
  findings.add(30, "second");
  findings.add(12, "first");
  findings.add(12, "first");
  findings.add(0, "somewhere");
  EXPECT_EQ(findings.text("a.cc"), "a.cc: somewhere\na.cc:12: first\na.cc:30: second\n");
}

TEST(Findings, AreCappedAndPrintable) {
  Findings findings;
  for (unsigned line = 1; line < 100; ++line) findings.add(line, "a\nb");
  EXPECT_EQ(findings.text("a.cc", 1), "a.cc:1: a\\x0ab\nand more of this kind\n");
}

}  // namespace
}  // namespace lockstep
