// SPDX-License-Identifier: MIT
// The claims of the exercise `scheduler` on what is common to the policies, on first come first
// served and on shortest job first. Round robin and the feedback queue are in
// scheduler_quantum_test.cc and scheduler_feedback_test.cc.
//
// Time lines were drawn by hand. Above each stand the jobs, one in a line: arrival; bursts. Small
// letters say where a job is ready and waits, '~' that it does I/O.
#include "lessons/processes/scheduler.h"

#include <stdexcept>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/processes/drawn.h"

namespace lockstep {
namespace {

CLAIM(Scheduler, RefusesWrongJobs, 3, "jobs and numbers that mean nothing are errors") {
  const std::vector<Job> wrong = {{-1, {1}}, {0, {}},        {0, {1, 1}},
                                  {0, {0}},  {0, {1, 0, 1}}, {0, {1, 1, -1}}};
  for (const Job& job : wrong) {
    const std::vector<Job> jobs = {{0, {2}}, job};
    EXPECT_THROW(first_come_first_served(jobs), std::invalid_argument)
        << because("a job that means nothing must throw std::invalid_argument");
    EXPECT_THROW(shortest_job_first(jobs), std::invalid_argument)
        << because("a job that means nothing must throw std::invalid_argument");
    EXPECT_THROW(round_robin(jobs, 1), std::invalid_argument)
        << because("a job that means nothing must throw std::invalid_argument");
    EXPECT_THROW(multilevel_feedback_queue(jobs, {{1}}), std::invalid_argument)
        << because("a job that means nothing must throw std::invalid_argument");
  }
  for (const int quantum : {0, -1}) {
    EXPECT_THROW(round_robin({}, quantum), std::invalid_argument)
        << because("a quantum below 1 must throw std::invalid_argument");
    EXPECT_THROW(multilevel_feedback_queue({}, {{1, quantum}}), std::invalid_argument)
        << because("a quantum below 1 must throw std::invalid_argument");
  }
  EXPECT_THROW(multilevel_feedback_queue({}, {{}}), std::invalid_argument)
      << because("a feedback queue without levels must throw std::invalid_argument");
  EXPECT_THROW(multilevel_feedback_queue({}, {{1}, -1}), std::invalid_argument)
      << because("a negative boost must throw std::invalid_argument");
  for (const int priority : {-1, 2}) {
    EXPECT_THROW(multilevel_feedback_queue({{0, {1}, priority}}, {{1, 1}}), std::invalid_argument)
        << because("a priority that is no level must throw std::invalid_argument");
    EXPECT_EQ(drawn(first_come_first_served({{0, {1}, priority}})), "A")
        << because("only the feedback queue looks at the priority");
  }
}

CLAIM(Scheduler, NoJobsMakeAnEmptySchedule, 2, "a list without jobs makes an empty schedule") {
  for (const Schedule& schedule :
       {first_come_first_served({}), shortest_job_first({}), round_robin({}, 1),
        multilevel_feedback_queue({}, {{1, 2}, 3})}) {
    EXPECT_TRUE(schedule.slices.empty() && schedule.times.empty())
        << because("there were no jobs, and the schedule is not empty");
  }
}

CLAIM(Scheduler, SchedulesDependOnTheJobsOnly, 3, "the same call twice returns the same") {
  const std::vector<Job> jobs = {{1, {2, 1, 1}}, {0, {3}}};
  for (int call = 0; call < 2; ++call) {
    // A  1; 2, 1, 1   .aaAA~A
    // B  0; 3         BBB
    EXPECT_EQ(drawn(first_come_first_served(jobs)), "BBBAA.A")
        << because("what a call returned depends on the calls before");
    EXPECT_EQ(drawn(shortest_job_first(jobs)), "BBBAA.A")
        << because("what a call returned depends on the calls before");
    // B's first quantum of 2 ends at 2, where A waits since 1; A's at 4, with its burst.
    EXPECT_EQ(drawn(round_robin(jobs, 2)), "BBAABA")
        << because("what a call returned depends on the calls before");
    EXPECT_EQ(drawn(multilevel_feedback_queue(jobs, {{2, 2}})), "BBAABA")
        << because("what a call returned depends on the calls before");
  }
}

CLAIM(Scheduler, FirstComeFirstServedKeepsTheOrder, 5,
      "first come first served: by arrival, each burst to its end") {
  // A  0; 5   AAAAA
  // B  1; 3   .bbbbBBB
  // C  2; 1   ..ccccccC
  const Schedule schedule = first_come_first_served({{0, {5}}, {1, {3}}, {2, {1}}});
  EXPECT_EQ(drawn(schedule), "AAAAABBBC")
      << because("first come first served ran jobs in another order than that of arrival");
  EXPECT_EQ(times_of(schedule), "A 0/5/0 B 4/7/4 C 6/7/6") << because("the times are wrong");
}

CLAIM(Scheduler, ArrivalDecidesNotTheNumber, 5,
      "jobs may come in any order; of those that arrive together the smaller number goes first") {
  // A  2; 2   ..aaAA     in turns of 2:   ..aAA
  // B  0; 3   BBB                         BBbbbbB
  // C  2; 1   ..ccccC                     ..cccC
  // D  1; 1   .ddD                        .dD
  const std::vector<Job> jobs = {{2, {2}}, {0, {3}}, {2, {1}}, {1, {1}}};
  EXPECT_EQ(drawn(first_come_first_served(jobs)), "BBBDAAC")
      << because("jobs that were not listed by arrival ran in the wrong order");
  EXPECT_EQ(drawn(round_robin(jobs, 2)), "BBDAACB")
      << because("jobs that were not listed by arrival ran in the wrong order");
  // A  0; 2   AA
  // B  0; 2   bbBB
  EXPECT_EQ(drawn(shortest_job_first({{0, {2}}, {0, {2}}})), "AABB")
      << because("of two equal jobs that arrive together the smaller number goes first");
}

CLAIM(Scheduler, IsIdleOnlyWhenNobodyIsReady, 4,
      "the processor is idle only when nobody is ready") {
  // A  2; 1        ..A
  // B  5; 1, 2, 1  .....B~~B
  const std::vector<Job> jobs = {{2, {1}}, {5, {1, 2, 1}}};
  const std::string line = "..A..B..B";
  for (const Schedule& schedule :
       {first_come_first_served(jobs), shortest_job_first(jobs), round_robin(jobs, 3),
        multilevel_feedback_queue(jobs, {{1, 2}})}) {
    EXPECT_EQ(drawn(schedule), line) << because("idle time is not where nobody is ready");
    EXPECT_EQ(times_of(schedule), "A 0/1/0 B 0/4/0")
        << because("nobody had to wait, and the times say otherwise");
  }
}

CLAIM(Scheduler, DevicesWorkSideBySide, 5, "I/O of several jobs goes on at the same time") {
  // A  0; 1, 4, 1   A~~~~A
  // B  0; 1, 4, 1   bB~~~~B
  const std::vector<Job> jobs = {{0, {1, 4, 1}}, {0, {1, 4, 1}}};
  for (const Schedule& schedule : {first_come_first_served(jobs), shortest_job_first(jobs)}) {
    EXPECT_EQ(drawn(schedule), "AB...AB") << because("a job waited for the device of another one");
    EXPECT_EQ(times_of(schedule), "A 0/6/0 B 1/7/1")
        << because("time that a job spends on I/O is not waiting");
  }
}

CLAIM(Scheduler, OfThoseThatBecomeReadyTogether, 5,
      "of jobs that become ready at one instant, the one that arrived earlier goes first") {
  // A  3; 1         ...aA
  // B  0; 1, 2, 1   B~~B
  // C  0; 2         cCC
  // At 3 B comes back and A arrives.
  EXPECT_EQ(drawn(first_come_first_served({{3, {1}}, {0, {1, 2, 1}}, {0, {2}}})), "BCCBA")
      << because("a job that came back from I/O arrived before another that became ready then");
}

CLAIM(Scheduler, ShortestJobFirstPicksTheShortestReady, 5,
      "shortest job first takes the shortest ready burst, and preempts nobody") {
  // A  0; 4   AAAA
  // B  1; 3   .bbbbbbBBB
  // C  2; 1   ..ccC
  // D  3; 2   ...ddDD
  const Schedule schedule = shortest_job_first({{0, {4}}, {1, {3}}, {2, {1}}, {3, {2}}});
  EXPECT_EQ(drawn(schedule), "AAAACDDBBB")
      << because("shortest job first took another job than the shortest that was ready");
  EXPECT_EQ(times_of(schedule), "A 0/4/0 B 6/9/6 C 2/3/2 D 2/4/2")
      << because("the times are wrong");
}

CLAIM(Scheduler, ShortestJobFirstLooksAtTheNextBurst, 4,
      "shortest job first looks at the next burst, not at all that is left") {
  // A  0; 2         AA
  // B  1; 1, 1, 9   .bB~bbBBBBBBBBB
  // C  1; 3         .ccCCC
  EXPECT_EQ(drawn(shortest_job_first({{0, {2}}, {1, {1, 1, 9}}, {1, {3}}})), "AABCCCBBBBBBBBB")
      << because("a job with the shortest next burst had to wait");
}

CLAIM(Scheduler, ShortestJobFirstBreaksTiesByArrival, 4,
      "of equally short bursts the one whose job arrived first, not the one ready first") {
  // A  2; 2         ..aaaaaAA
  // B  1; 4         .BBBB
  // C  0; 1, 2, 2   C~~ccCC
  EXPECT_EQ(drawn(shortest_job_first({{2, {2}}, {1, {4}}, {0, {1, 2, 2}}})), "CBBBBCCAA")
      << because("of two equally short bursts the job that arrived later went first");
}

}  // namespace
}  // namespace lockstep
