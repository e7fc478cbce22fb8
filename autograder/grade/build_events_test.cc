// SPDX-License-Identifier: MIT
#include "autograder/grade/build_events.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

// Shaped as Bazel 4.2.3 prints them.
constexpr char kInner[] =
    R"({"id":{"namedSet":{"id":"1"}},"namedSetOfFiles":{"files":[{"name":"b.json","uri":"file:///out/b.json"}]}})";
constexpr char kOuter[] =
    R"({"id":{"namedSet":{"id":"0"}},"namedSetOfFiles":{"files":[{"name":"a.json","uri":"file:///out/a.json"}],"fileSets":[{"id":"1"}]}})";
constexpr char kGood[] =
    R"({"id":{"targetCompleted":{"label":"//a:graded","configuration":{"id":"x"}}},"completed":{"success":true,"outputGroup":[{"name":"default","fileSets":[{"id":"0"}]}]}})";
constexpr char kBadAction[] =
    R"({"id":{"actionCompleted":{"primaryOutput":"p","label":"//b:graded"}},"action":{"exitCode":1,"type":"RunClaims"}})";
constexpr char kBad[] =
    R"({"id":{"targetCompleted":{"label":"//b:graded"}},"completed":{"failureDetail":{"message":"no"}}})";

TEST(BuildEvents, GivesTheOutputsOfNestedSets) {
  BuildEvents events;
  for (const char* line : {kInner, kOuter, kGood}) events.add(line);
  EXPECT_TRUE(events.succeeded("//a:graded"));
  ASSERT_EQ(events.outputs("//a:graded").size(), 2u);
  EXPECT_EQ(events.outputs("//a:graded")[0], "/out/a.json");
  EXPECT_EQ(events.outputs("//a:graded")[1], "/out/b.json");
}

TEST(BuildEvents, TellsWhichActionFailed) {
  BuildEvents events;
  for (const char* line : {kBadAction, kBad}) events.add(line);
  EXPECT_FALSE(events.succeeded("//b:graded"));
  EXPECT_TRUE(events.outputs("//b:graded").empty());
  EXPECT_EQ(events.failure("//b:graded"), "action RunClaims failed");
  EXPECT_EQ(events.targets_completed(), 1);
}

TEST(BuildEvents, ATargetThatWasNeverHeardOfFailed) {
  BuildEvents events;
  EXPECT_FALSE(events.succeeded("//c:graded"));
  EXPECT_EQ(events.failure("//c:graded"), "Bazel did not build //c:graded");
}

TEST(BuildEvents, SkipsEventsItDoesNotKnow) {
  BuildEvents events;
  events.add(R"({"id":{"started":{}},"started":{"uuid":"x"}})");
  EXPECT_EQ(events.targets_completed(), 0);
  EXPECT_ANY_THROW(events.add("not JSON"));
}

}  // namespace
}  // namespace lockstep
