// SPDX-License-Identifier: MIT
// The list of schedules, with runs that are made up here.
#include "autograder/explorer/program/search.h"

#include <gtest/gtest.h>

#include <set>

namespace lockstep::explorer {
namespace {

// A made-up program with three decisions: whom a signal wakes (free, of 2), and twice whether to
// preempt (of 2). What it answers depends on the path only, as a real program's would.
RunFacts run_of(const std::string&) { return {10, 3, "2.2!2!"}; }

TEST(Search, BoundedSearchTriesEveryPathWithinTheBoundOnce) {
  Options options;
  options.strategy = "bounded";
  options.max_preemptions = 1;
  Search search(options);
  std::multiset<std::string> tried;
  for (;;) {
    std::vector<std::string> round = search.next_round();
    if (round.empty()) break;
    ASSERT_EQ(round.size(), 1u);
    tried.insert(round[0]);
    ASSERT_LT(tried.size(), 100u);
    search.ran(run_of(round[0]));
  }
  // With no preemption, and then again with at most one.
  std::multiset<std::string> wanted = {"bounded:-",       "bounded:-",      "bounded:0=1",
                                       "bounded:0=1",     "bounded:1=1",    "bounded:2=1",
                                       "bounded:0=1,1=1", "bounded:0=1,2=1"};
  EXPECT_EQ(tried, wanted);
  EXPECT_EQ(search.summary(), "all 6 schedules with at most 1 preemption");
}

TEST(Search, ThePortfolioIsThatOfExploreAndKeepsItsBudget) {
  Options options;
  options.schedules = 20;
  Search search(options);
  std::vector<std::string> all;
  for (;;) {
    std::vector<std::string> round = search.next_round();
    if (round.empty()) break;
    ASSERT_LE(round.size(), 8u);
    for (const std::string& schedule : round) {
      all.push_back(schedule);
      search.ran(run_of(schedule));
    }
  }
  ASSERT_EQ(all.size(), 20u);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 20u);
  std::set<std::string> strategies;
  for (const std::string& schedule : all) strategies.insert(schedule.substr(0, schedule.find(':')));
  EXPECT_EQ(strategies, (std::set<std::string>{"bounded", "pct2", "pct3", "pos", "random"}));
  EXPECT_EQ(search.summary(), "20 schedules");
}

TEST(Search, ThePortfolioSaysWhenItsBoundedPartIsDone) {
  Options options;
  options.schedules = 200;
  Search search(options);
  for (;;) {
    std::vector<std::string> round = search.next_round();
    if (round.empty()) break;
    for (const std::string& schedule : round) search.ran(run_of(schedule));
  }
  EXPECT_EQ(search.summary(), "200 schedules, among them all 8 there are");
}

TEST(Search, ARunWithoutAChoiceIsTheOnlyOne) {
  Search search(Options{});
  ASSERT_EQ(search.next_round().size(), 1u);
  search.ran({5, 0, ""});
  EXPECT_TRUE(search.next_round().empty());
  EXPECT_EQ(search.summary(), "the only schedule");
}

}  // namespace
}  // namespace lockstep::explorer
