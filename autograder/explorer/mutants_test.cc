// SPDX-License-Identifier: MIT
// The default portfolio finds each of the eleven faults, whatever seeds it is given, and raises no
// alarm on the same programs without the fault.
#include "autograder/explorer/mutants.h"

#include <set>
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

Result explored_mutant(const Mutant& program, Options options) {
  options.failed = [] { return wrong_result; };
  return explore_result(
      [&] {
        wrong_result = false;
        program.body();
      },
      options);
}

class EachMutant : public testing::TestWithParam<int> {};

TEST_P(EachMutant, IsFoundFromAnySeeds) {
  constexpr uint64_t kFarApart = 1'000'000;
  for (uint64_t list = 0; list < 20; ++list) {
    Options options;
    options.first_seed = list * kFarApart;
    Result result = explored_mutant(mutants[GetParam()], options);
    EXPECT_STREQ(outcome_name(result.outcome), outcome_name(mutants[GetParam()].expected))
        << mutants[GetParam()].fault << ", list " << list << ": " << result.message;
  }
}

TEST_P(EachMutant, PassesWhenCorrected) {
  Options options;
  options.schedules = 100'000;
  expect_outcome(Outcome::kPassed, explored_mutant(corrected[GetParam()], options));
}

INSTANTIATE_TEST_SUITE_P(All, EachMutant, testing::Range(0, kMutants),
                         [](const auto& info) { return mutants[info.param].name; });

TEST(Races, AreReportedWithBothPlaces) {
  Result result = explored([] {
    int shared = 0;
    std::thread writer([&] { shared = 1; });
    int seen = shared;
    writer.join();
    EXPECT_LE(seen, 1);
  });
  expect_outcome(Outcome::kDataRace, result);
  EXPECT_NE(result.report.find("WARNING: ThreadSanitizer: data race"), std::string::npos);
  EXPECT_NE(result.report.find("Previous "), std::string::npos);
  EXPECT_NE(result.report.find("thread 1"), std::string::npos);
}

// TSan's own habit is to tell of each place once; then a replay would find nothing.
TEST(Races, AreReportedAgain) {
  auto body = [] {
    int shared = 0;
    auto add = [&] { ++shared; };
    std::thread a(add);
    std::thread b(add);
    a.join();
    b.join();
  };
  for (int i = 0; i < 5; ++i) expect_outcome(Outcome::kDataRace, explored(body));
}

}  // namespace
}  // namespace lockstep::explorer
