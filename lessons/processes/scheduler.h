// SPDX-License-Identifier: MIT
// Simulates how one processor is shared among jobs, under four policies: which job runs when, and
// how long each one waits. Pure functions: no threads, no clock; time is a number that starts at 0.
//
// Jobs: a job arrives, then computes, waits for a device (I/O), computes again, and so on; it ends
// with its last burst on the processor. Each job has a device of its own, so any number of jobs do
// I/O side by side, and nobody waits for a device. I/O begins at the instant at which the burst
// before it ends. A job is ready from its arrival on, and from the end of its I/O on, until it has
// the processor.
//
// Common to all policies: a job that is ready at an instant may have the processor at that instant;
// changing from one job to another costs no time; the processor is idle only while no job is ready.
//
// At one instant several things may happen. They happen in this order, each if it applies:
//   1. The burst of the running job ends. (Its quantum may be used up as well: see demotion.)
//   2. The quantum of the running job is used up, and its burst is not over: it is preempted.
//   3. Jobs become ready, by arrival or from I/O, and go to the end of their queue. Of several, the
//      one with the smaller Job::arrival goes first; of those with the same, the smaller number.
//   4. A job that was preempted goes to the end of its queue: so it is behind those of 3.
//   5. Feedback queue only: the boost; then a running job that has a ready one in a higher level is
//      preempted, and goes to the end of the queue of its own level.
//   6. If the processor is free, the policy chooses among all that are ready.
//
// Not promised: anything about large numbers. The arrivals and bursts of a list are 10,000 at most,
// all together, so it is no fault to go through time one unit after the other.
#ifndef LESSONS_PROCESSES_SCHEDULER_H_
#define LESSONS_PROCESSES_SCHEDULER_H_

#include <vector>

namespace lockstep {

// Jobs are numbered from 0, by their place in the list; they need not be in the order of arrival.
struct Job {
  int arrival = 0;          // 0 or more
  std::vector<int> bursts;  // processor, I/O, processor, ... processor: each 1 or more
  int priority = 0;         // the level in which it begins in the feedback queue; 0 is the highest
};

// From `begin` to `end` the job had the processor.
struct Slice {
  int job = 0;
  int begin = 0;
  int end = 0;
};

struct Times {
  int waiting = 0;     // how long it was ready without having the processor, in all
  int turnaround = 0;  // from its arrival to its end
  int response = 0;    // from its arrival to when it first has the processor
};

struct Schedule {
  // In the order of time, none of them empty. A job that keeps the processor, or gets it back at
  // the instant at which it was preempted, makes one slice of it, not two. Idle time has no slice.
  std::vector<Slice> slices;
  std::vector<Times> times;  // of each job, by its number
};

// Each of the four throws std::invalid_argument when an arrival is negative, a burst is less than
// 1, or the number of a job's bursts is not odd. No jobs make an empty schedule. What a call
// returns depends on its arguments only, and any number of threads may call at once.

// One queue; whoever is at its front has the processor until its burst ends.
Schedule first_come_first_served(const std::vector<Job>& jobs);

// Chooses the ready job whose next burst is the shortest: that burst alone, not the rest of the
// job. Of several, the one with the smaller Job::arrival; of those with the same, the smaller
// number. It does not preempt: a burst that has begun is carried to its end.
Schedule shortest_job_first(const std::vector<Job>& jobs);

// One queue; whoever is at its front has the processor until its burst ends, or until it has had it
// for a quantum. A job has a new quantum each time it is chosen, also when it was preempted just
// then and nobody else is ready. Throws std::invalid_argument when quantum < 1.
Schedule round_robin(const std::vector<Job>& jobs, int quantum);

struct Levels {
  std::vector<int> quanta;  // of each level; level 0, the highest, comes first
  int boost = 0;            // all jobs rise at the instants boost, 2 * boost, ...; 0: never
};

// A queue for each level; the front of the highest one that is not empty is chosen. A job begins in
// the level that its priority says.
//
// Demotion: what a job has had of the quantum of its level is counted until all of it is used up,
// through preemption and I/O: whoever gives the processor back early finds less the next time. When
// it is used up, also at the end of a burst, the job falls to the next lower level, and has that
// one's whole quantum. In the lowest level it stays where it is, with a new quantum.
// Preemption: by its quantum, or at once when a job is ready in a higher level than its own.
// Boost: every job that has arrived and not ended rises to level 0, whatever its priority, and has
// that level's whole quantum; those that do I/O come back there. Those that were ready line up in
// the queue of level 0 as they were: level by level from the highest, each in its order. The job
// that is running at that instant goes on.
//
// Throws std::invalid_argument when there is no level, a quantum is less than 1, boost is negative,
// or the priority of a job is not one of the levels. (The other policies do not look at it.)
Schedule multilevel_feedback_queue(const std::vector<Job>& jobs, const Levels& levels);

}  // namespace lockstep

#endif  // LESSONS_PROCESSES_SCHEDULER_H_
