// SPDX-License-Identifier: MIT
// Fields as they arrive, whole or cut off.
#include "autograder/explorer/program/protocol.h"

#include <gtest/gtest.h>

namespace lockstep::explorer {
namespace {

TEST(Protocol, FieldsKeepAnyText) {
  std::string text = "two lines\nand a number 7\n";
  auto fields = fields_of(field(kHello, "") + field(kMessage, text) + field(kSteps, "12"));
  EXPECT_EQ(fields.size(), 3u);
  EXPECT_EQ(fields[kHello], "");
  EXPECT_EQ(fields[kMessage], text);
  EXPECT_EQ(fields[kSteps], "12");
}

TEST(Protocol, WhatIsCutOffIsLeftOut) {
  std::string record = field(kOutcome, "passed") + field(kTrace, "many steps");
  record.pop_back();
  auto fields = fields_of(record);
  EXPECT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields[kOutcome], "passed");
}

TEST(Protocol, NonsenseHasNoFields) {
  EXPECT_TRUE(fields_of("nonsense").empty());
  EXPECT_TRUE(fields_of("size -3\nabc").empty());
  EXPECT_TRUE(fields_of("size 99999999999999999999999\nabc").empty());
}

}  // namespace
}  // namespace lockstep::explorer
