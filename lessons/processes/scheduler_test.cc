// SPDX-License-Identifier: MIT
// Shows what the four policies make of a few jobs. These cases are a start: the grading looks at
// each rule of the header, and at times that are exact.
//
// A time line is drawn with one letter for each unit of time: A is job 0, B is job 1, a point is
// idle time.
#include "lessons/processes/scheduler.h"

#include <string>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

std::string drawn(const Schedule& schedule) {
  std::string line;
  for (const Slice& slice : schedule.slices) {
    line.resize(static_cast<size_t>(slice.begin), '.');
    line.resize(static_cast<size_t>(slice.end), static_cast<char>('A' + slice.job));
  }
  return line;
}

// A computes for 5; B arrives at 1 and computes for 3; C arrives at 2 and computes for 1.
const std::vector<Job> kThree = {{0, {5}}, {1, {3}}, {2, {1}}};

TEST(Scheduler, FirstComeFirstServed) {
  const Schedule schedule = first_come_first_served(kThree);
  EXPECT_EQ(drawn(schedule), "AAAAABBBC");
  ASSERT_EQ(schedule.times.size(), 3u);
  EXPECT_EQ(schedule.times[1].waiting, 4) << "B is ready from 1 on, and runs from 5 on";
  EXPECT_EQ(schedule.times[1].turnaround, 7) << "B arrives at 1 and ends at 8";
  EXPECT_EQ(schedule.times[1].response, 4) << "B arrives at 1 and runs from 5 on";
}

TEST(Scheduler, ShortestJobFirst) { EXPECT_EQ(drawn(shortest_job_first(kThree)), "AAAAACBBB"); }

TEST(Scheduler, RoundRobin) {
  // At 2 the quantum of A is over. C arrives just then, and A goes behind it.
  EXPECT_EQ(drawn(round_robin(kThree, 2)), "AABBCAABA");
}

TEST(Scheduler, MultilevelFeedbackQueue) {
  // A falls to level 1 at 1, when its quantum of 1 is used up, B at 2; A to level 2 at 5.
  EXPECT_EQ(drawn(multilevel_feedback_queue(kThree, {.quanta = {1, 2, 4}})), "ABCAABBAA");
}

TEST(Scheduler, WaitsForItsDevice) {
  // A computes for 1, waits for its device from 1 to 4, and computes for 1 again.
  EXPECT_EQ(drawn(first_come_first_served({{0, {1, 3, 1}}, {0, {2}}})), "ABB.A");
}

}  // namespace
}  // namespace lockstep
