// SPDX-License-Identifier: MIT
#include "autograder/report/report_name.h"

#include <set>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(ReportName, KeepsPlainNames) {
  EXPECT_EQ(report_name("jane.doe_1@uni-x.edu"), "jane.doe_1@uni-x.edu");
}

TEST(ReportName, EncodesWhatAPathOrAShellCouldMistake) {
  EXPECT_EQ(report_name("a/b c"), "a%2Fb%20c");
  EXPECT_EQ(report_name("J\u00f6rg"), "J%C3%B6rg");
  EXPECT_EQ(report_name("$(x)\n"), "%24%28x%29%0A");
  EXPECT_EQ(report_name(".."), "%2E.");
  EXPECT_EQ(report_name(".hidden"), "%2Ehidden");
  EXPECT_EQ(report_name("-rf"), "%2Drf");
  EXPECT_EQ(report_name("100%"), "100%25");
  EXPECT_EQ(report_name(""), "%");
}

TEST(ReportName, KeepsDifferentStudentsApart) {
  const std::string many(100, '/');
  std::set<std::string> names;
  const std::set<std::string> students = {"a b",      "a%20b",    "a_b", ".a", "%2Ea", "",
                                          many + "a", many + "b", many,  "%",  "A b"};
  for (const std::string& student : students) names.insert(report_name(student));
  EXPECT_EQ(names.size(), students.size());
}

TEST(ReportName, IsNeverTooLongForAFile) {
  EXPECT_LE(report_name(std::string(5000, '/')).size(), 200u);
  EXPECT_LE(report_name(std::string(201, 'a')).size(), 200u);
  EXPECT_EQ(report_name(std::string(200, 'a')), std::string(200, 'a'));
}

}  // namespace
}  // namespace lockstep
