// SPDX-License-Identifier: MIT
// Schedules as text are whole and exact, and the environment's requests are kept.
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/schedule_text.h"
#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

// Sets a variable of the environment while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

Result replayed(const std::function<void()>& body, const std::string& schedule) {
  restart_numbering();
  Variable wanted("LOCKSTEP_SCHEDULE", schedule);
  Variable once("LOCKSTEP_REPEATS", "1");
  return explore_result(body);
}

void long_body() {
  std::atomic<int> count = 0;
  auto work = [&] {
    for (int i = 0; i < 1000; ++i) ++count;
  };
  std::thread a(work);
  std::thread b(work);
  a.join();
  b.join();
}

// The two take turns all the time.
std::string long_path(int decisions) {
  std::string text = "bounded:";
  for (int i = 1; i <= decisions; ++i) text += (i == 1 ? "" : ",") + std::to_string(i + 9) + "=1";
  return text;
}

TEST(ScheduleText, IsWholeHoweverLong) {
  std::string path = long_path(1500);
  ASSERT_GT(path.size(), 5'000u);
  ParsedSchedule parsed = parse_schedule(path);
  parsed.schedule.deviations = parsed.deviations.data();
  parsed.schedule.deviation_count = static_cast<int>(parsed.deviations.size());
  EXPECT_EQ(to_text(parsed.schedule, 1), path);
}

TEST(ScheduleText, ALongPathIsFollowedToItsEnd) {
  Result result = replayed(long_body, long_path(1500));
  expect_outcome(Outcome::kPassed, result);
  EXPECT_EQ(result.schedule, long_path(1500));
  EXPECT_EQ(result.message, "");
  EXPECT_EQ(replayed(long_body, result.schedule).hash, result.hash);
  EXPECT_NE(replayed(long_body, long_path(1499)).hash, result.hash);
}

TEST(ScheduleText, APathOfAnotherProgramIsSaid) {
  expect_says(replayed([] {}, "bounded:3=1"), "not one of this program");
  expect_says(replayed(long_body, "bounded:12=9"), "not one of this program");
}

TEST(ScheduleText, KeepsTheLargestSeed) {
  Schedule schedule;
  schedule.strategy = StrategyKind::kPct3;
  schedule.seed = UINT64_MAX;
  EXPECT_EQ(parse_schedule(to_text(schedule, 2)).schedule.seed, UINT64_MAX);
}

TEST(ScheduleText, RefusesNonsense) {
  for (const char* text :
       {"", "best:1", "random:", "random:-1", "random:18446744073709551616", "random:1@0",
        "random:1@99999999999", "bounded:4294967296=1", "bounded:1=0", "bounded:2=1,1=1",
        "bounded:1=1,1=1", "bounded:1", "pct2:1.x"}) {
    EXPECT_THROW(parse_schedule(text), std::invalid_argument) << text;
  }
}

// The path that a search tells is the one that it took.
TEST(Replay, OfABoundedScheduleFindsTheSame) {
  auto body = [] {
    std::mutex a;
    std::mutex b;
    auto both = [](std::mutex& first, std::mutex& second) {
      std::lock_guard outer(first);
      std::lock_guard inner(second);
    };
    std::thread one([&] { both(a, b); });
    std::thread other([&] { both(b, a); });
    one.join();
    other.join();
  };
  restart_numbering();
  Result found = explored_with("bounded", body, 1000);
  expect_outcome(Outcome::kDeadlock, found);
  Result again = replayed(body, found.schedule);
  expect_outcome(Outcome::kDeadlock, again);
  EXPECT_EQ(again.message, found.message);
}

TEST(Trace, NamesTheEndOfASleep) {
  Result result =
      replayed([] { std::this_thread::sleep_for(std::chrono::seconds(1)); }, "random:0");
  EXPECT_NE(result.trace.find("wakes from its sleep\n"), std::string::npos) << result.trace;
  EXPECT_EQ(result.trace.find("times out"), std::string::npos) << result.trace;
}

TEST(Requests, TheEnvironmentSetsTheBudget) {
  Variable budget("LOCKSTEP_SCHEDULES", "123");
  Options options;
  options.schedules = 7;
  options.total_steps = 50;
  EXPECT_EQ(explore_result(long_body, options).schedules, 123u);
}

TEST(Requests, AndHowOftenToReplay) {
  restart_numbering();
  Variable wanted("LOCKSTEP_SCHEDULE", "random:3");
  Variable repeats("LOCKSTEP_REPEATS", "5");
  EXPECT_EQ(explore_result(long_body).schedules, 5u);
}

TEST(Requests, NonsenseIsRefused) {
  for (const char* text : {"many", "0", "-1", "1e6"}) {
    Variable budget("LOCKSTEP_SCHEDULES", text);
    EXPECT_THROW(explored(long_body), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace lockstep::explorer
