// SPDX-License-Identifier: MIT
#include "autograder/grade/claim_list.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

std::string claim(const std::string& name, int points) {
  return R"({"name": ")" + name + R"(", "points": )" + std::to_string(points) +
         R"(, "sentence": "it \"holds\""})";
}

TEST(ClaimList, ReadsClaimsInOrder) {
  const auto claims = parse_claim_list("[" + claim("Lock.B", 70) + "," + claim("Lock.A", 30) + "]");
  ASSERT_EQ(claims.size(), 2u);
  EXPECT_EQ(claims[0].name, "Lock.B");
  EXPECT_EQ(claims[0].points, 70);
  EXPECT_EQ(claims[1].sentence, "it \"holds\"");
}

TEST(ClaimList, RefusesPointsThatDoNotAddUp) {
  EXPECT_THROW(parse_claim_list("[" + claim("Lock.A", 99) + "]"), std::runtime_error);
  EXPECT_THROW(parse_claim_list("[]"), std::runtime_error);
  EXPECT_THROW(parse_claim_list("[" + claim("Lock.A", 100) + "," + claim("Lock.B", 0) + "]"),
               std::runtime_error);
}

TEST(ClaimList, RefusesTheSameNameTwice) {
  EXPECT_THROW(parse_claim_list("[" + claim("Lock.A", 50) + "," + claim("Lock.A", 50) + "]"),
               std::runtime_error);
}

TEST(ClaimList, OneClaimIsAListToo) {
  const std::string all = "[" + claim("Lock.A", 50) + "," + claim("Lock.B", 50) + "]";
  const auto claims = parse_claim_list(only_claim(all, "Lock.B"));
  ASSERT_EQ(claims.size(), 1u);
  EXPECT_EQ(claims[0].name, "Lock.B");
  EXPECT_EQ(claims[0].points, 100);
  EXPECT_EQ(only_claim(all, "Lock.C"), all);
}

}  // namespace
}  // namespace lockstep
