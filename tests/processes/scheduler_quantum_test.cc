// SPDX-License-Identifier: MIT
// The claims of the exercise `scheduler` on round robin. How to read the drawings: see
// scheduler_test.cc. A bar below says where a quantum ends.
#include "autograder/harness/claim.h"
#include "lessons/processes/scheduler.h"
#include "tests/processes/drawn.h"

namespace lockstep {
namespace {

CLAIM(Scheduler, RoundRobinTakesTurns, 5, "round robin: after its quantum a job goes to the end") {
  // A  0; 5   AAaaaAAaA
  // B  0; 3   bbBBbbbB
  // C  0; 1   ccccC
  //             | |  |
  const Schedule schedule = round_robin({{0, {5}}, {0, {3}}, {0, {1}}}, 2);
  EXPECT_EQ(drawn(schedule), "AABBCAABA") << because("three jobs did not take their turns");
  EXPECT_EQ(times_of(schedule), "A 4/9/0 B 5/8/2 C 4/5/4") << because("the times are wrong");
}

CLAIM(Scheduler, PreemptedJobsGoBehindThoseThatArrive, 5,
      "a preempted job goes behind one that becomes ready at the same instant") {
  // A  0; 4   AAaaaaAA
  // B  0; 2   bbBB
  // C  2; 2   ..ccCC
  EXPECT_EQ(drawn(round_robin({{0, {4}}, {0, {2}}, {2, {2}}}, 2)), "AABBCCAA")
      << because("a preempted job went before one that arrived at the same instant");
  // A  0; 1, 2, 1   A~~A
  // B  0; 4         bBBbBB
  EXPECT_EQ(drawn(round_robin({{0, {1, 2, 1}}, {0, {4}}}, 2)), "ABBABB")
      << because("a preempted job went before one that came from I/O at the same instant");
}

CLAIM(Scheduler, BurstsThatEndWithTheQuantumEnd, 4,
      "when burst and quantum end together, the burst has ended") {
  // A  0; 2, 1, 1   AA~aA
  // B  0; 2         bbBB
  const Schedule schedule = round_robin({{0, {2, 1, 1}}, {0, {2}}}, 2);
  EXPECT_EQ(drawn(schedule), "AABBA")
      << because("a job did not begin its I/O where its burst and its quantum ended");
  EXPECT_EQ(times_of(schedule), "A 1/5/0 B 2/4/2") << because("the times are wrong");
}

CLAIM(Scheduler, RoundRobinGivesWholeQuanta, 4, "each time a job is chosen it has a new quantum") {
  // A  0; 2, 1, 4   AA~aaAAAaaA
  // B  0; 5         bbBBBbbbBB
  //                      |  |
  EXPECT_EQ(drawn(round_robin({{0, {2, 1, 4}}, {0, {5}}}, 3)), "AABBBAAABBA")
      << because("after I/O a job did not have a whole quantum");
}

CLAIM(Scheduler, JobsAloneHaveQuantaToo, 4, "a job that is alone begins a new quantum at once") {
  // A  0; 5   AAAAaA
  // B  3; 1   ...bB
  //             | |
  EXPECT_EQ(drawn(round_robin({{0, {5}}, {3, {1}}}, 2)), "AAAABA")
      << because("a job that went on alone was preempted within its quantum, or not after it");
}

}  // namespace
}  // namespace lockstep
