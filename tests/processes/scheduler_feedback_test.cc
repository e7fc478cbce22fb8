// SPDX-License-Identifier: MIT
// The claims of the exercise `scheduler` on the multilevel feedback queue. How to read the
// drawings: see scheduler_test.cc. The last line of one says in which level the running job is.
#include "autograder/harness/claim.h"
#include "lessons/processes/scheduler.h"
#include "tests/processes/drawn.h"

namespace lockstep {
namespace {

CLAIM(Scheduler, FeedbackDemotes, 4, "a job that uses up its quantum falls to the next level") {
  // A  0; 7   AaAAaaAAAA
  // B  0; 3   bBbbBB
  //           0011112222
  const Schedule schedule = multilevel_feedback_queue({{0, {7}}, {0, {3}}}, {{1, 2, 4}});
  EXPECT_EQ(drawn(schedule), "ABAABBAAAA") << because("jobs did not fall level by level");
  EXPECT_EQ(times_of(schedule), "A 3/10/0 B 3/6/1") << because("the times are wrong");
  // A  0; 5   AaAAaaAAa   In the lowest level they take turns.
  // B  0; 4   bBbbBBbbB
  //           001111111
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {5}}, {0, {4}}}, {{1, 2}})), "ABAABBAAB")
      << because("in the lowest level a job that used up its quantum goes to the end");
}

CLAIM(Scheduler, FeedbackPreemptsAtOnce, 4,
      "a job that becomes ready in a higher level has the processor at once") {
  // A  0; 6   AAAAaAA
  // B  4; 1   ....B
  //           0011011
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {6}}, {4, {1}}}, {{2, 4}})), "AAAABAA")
      << because("a job in a higher level had to wait for a lower one");
  // A  0; 4   AaAAaaaaA   At 4 A goes behind B.
  // B  0; 4   bBbbbBBB
  // C  4; 1   ....C
  //           001101111
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {4}}, {0, {4}}, {4, {1}}}, {{1, 4}})), "ABAACBBBA")
      << because("a job that was preempted did not go to the end of the queue of its level");
}

CLAIM(Scheduler, FeedbackCountsThroughPreemption, 4,
      "a preempted job keeps what is left of its quantum, no more") {
  // A  0; 8   AaAaaaaAAaaaaAAAA   A has 1 of level 1's quantum before C, and 2 after B.
  // B  0; 8   bBbbBBBbbBBBB
  // C  3; 1   ...C
  //           00101111122222222
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {8}}, {0, {8}}, {3, {1}}}, {{1, 3, 8}})),
            "ABACBBBAABBBBAAAA")
      << because("a preempted job had a whole quantum again, or less than was left");
}

CLAIM(Scheduler, FeedbackCountsThroughIo, 4,
      "whoever gives the processor back early does not stay above for ever") {
  // A  0; 1, 1, 1, 1, 1   A~aA~aaaA   At 4 A has had its 2 of level 0.
  // B  0; 6               bBBbBBBB
  //                       000011111
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {1, 1, 1, 1, 1}}, {0, {6}}}, {{2, 8}})),
            "ABBABBBBA")
      << because("a job that did I/O before its quantum was used up had a whole one again");
}

CLAIM(Scheduler, FeedbackDemotesAtTheEndOfABurst, 4,
      "a quantum that is used up with the end of a burst is used up") {
  // A  0; 1, 2, 1   A~~aaA
  // B  0; 4         bBBBB
  //                 001111
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {1, 2, 1}}, {0, {4}}}, {{1, 8}})), "ABBBBA")
      << because("a job used up its quantum with its burst, and came back in the same level");
}

CLAIM(Scheduler, FeedbackBeginsAtThePriority, 3, "the feedback queue begins at the priority") {
  // A  0; 2   1   aAAa    level 1
  // B  0; 2   0   BbbB    level 0, then behind A
  //               0111
  const std::vector<Job> jobs = {{0, {2}, 1}, {0, {2}, 0}};
  EXPECT_EQ(drawn(multilevel_feedback_queue(jobs, {{1, 2, 4}})), "BAAB")
      << because("a job did not begin in the level that its priority says");
  for (const Schedule& schedule :
       {first_come_first_served(jobs), shortest_job_first(jobs), round_robin(jobs, 2)}) {
    EXPECT_EQ(drawn(schedule), "AABB") << because("only the feedback queue looks at the priority");
  }
}

CLAIM(Scheduler, BoostLiftsAll, 4, "at a boost every job rises to level 0 with a new quantum") {
  // A  0; 6   AAAaaAAaA   At 6 A, which runs, goes on for a quantum of level 0.
  // B  3; 4   ...BBbbBbB
  //           0120120011
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {6}}, {3, {4}}}, {{1, 1, 8}, 6})), "AAABBAABAB")
      << because(
             "at a boost a job did not rise with a new quantum, or the running one was stopped");
  // A  0; 4   AAAA      At 2 A, which runs, has a new quantum of 3.
  // B  0; 3   bbbbBBB
  //           0000000
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {4}}, {0, {3}}}, {{3, 3}, 2})), "AAAABBB")
      << because("at a boost a job of level 0 kept what it had used of its quantum");
  // A  0; 6   0   AAAAaaAA   At 4 B rises above its priority, and A comes after it.
  // B  1; 2   1   .bbbBB
  //               00000000
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {6}, 0}, {1, {2}, 1}}, {{4, 4}, 4})), "AAAABBAA")
      << because("at a boost a job did not rise above its priority");
}

CLAIM(Scheduler, BoostLiftsThoseThatDoIo, 3, "a boost lifts jobs that do I/O too") {
  // A  0; 1, 5, 1   A~~~~~A        At 4 A does I/O; it had fallen to level 1.
  // B  0; 9         bBBBBBbBBBB
  //                 00110101011
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {1, 5, 1}}, {0, {9}}}, {{1, 8}, 4})),
            "ABBBBBABBBB")
      << because("a job that did I/O during a boost came back in its old level");
  // A  0; 1, 5, 1   1   A~~~~~A     At 4 the processor is idle.
  // B  5; 3         1   .....BbBB
  //                     1.... 101
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {1, 5, 1}, 1}, {5, {3}, 1}}, {{2, 4}, 4})),
            "A....BABB")
      << because("a job that did I/O during a boost came back in its old level");
}

CLAIM(Scheduler, BoostKeepsTheOrder, 3, "at a boost jobs line up level by level") {
  // A  0; 9   AAAaaaaAaAAAAA   At 5 D waits in level 0, B in level 1, A in level 2.
  // B  3; 3   ...BbbBbB
  // C  4; 1   ....C
  // D  4; 1   ....dD
  //           01200000110122
  EXPECT_EQ(
      drawn(multilevel_feedback_queue({{0, {9}}, {3, {3}}, {4, {1}}, {4, {1}}}, {{1, 1, 9}, 5})),
      "AAABCDBABAAAAA")
      << because("at a boost jobs lined up in another order than level by level");
  // A  0; 5   0   AAAAA
  // B  2; 1   1   ..bbbB    It arrives with a boost, and is in level 0 before C.
  // C  3; 1   0   ...cccC
  //               0000000
  EXPECT_EQ(drawn(multilevel_feedback_queue({{0, {5}}, {2, {1}, 1}, {3, {1}}}, {{9, 9}, 2})),
            "AAAAABC")
      << because("a job that arrived at the instant of a boost was not lifted");
}

}  // namespace
}  // namespace lockstep
